"""The compiled process version, by the name the clock knows; it is made in `entitlements.process`."""

from entitlements.process.compiled import CompiledMilestone, CompiledProcess, compile_process

__all__ = ["CompiledMilestone", "CompiledProcess", "compile_process"]
