"""What-if: started by a form, told in figures, each with the cases behind it."""
