"""What the sample's customers write about, and what they are told: short texts, a conversation each."""

from typing import NamedTuple


class Topic(NamedTuple):
    """One conversation: what the customer writes, the first answer, a note among colleagues, a question with
    its answer, an update on the way, and the last word.
    """

    subject: str
    opening: str
    reply: str
    note: str
    question: str
    answer: str
    update: str
    fix: str


SOFTWARE = (
    Topic(
        "Checkout webhooks time out after the 2.18 upgrade",
        "Since last night's upgrade to 2.18 about one checkout webhook in five times out after "
        "10 seconds. Orders pile up.",
        "Thank you, I can see the time-outs on our side too. I am comparing the retry queue "
        "before and after the upgrade.",
        "Retry queue is not durable since 2.18, same as the report from last week. Core is on 2.18.3.",
        "Could you put 2.18.3 into your staging and run the overnight batch against it?",
        "2.18.3 is in our staging now. We will run the overnight batch before we touch production.",
        "Until then please set webhook.retry_queue to durable: nothing is lost, deliveries are only slower.",
        "2.18.3 is in production and the queue is empty. I checked the 412 orders of the night, "
        "all were delivered.",
    ),
    Topic(
        "Card refunds stay pending",
        "Refunds from Tuesday still say pending. Our shops have to explain it at the counter.",
        "I have found the batch. It was cut off at midnight and I am asking the acquirer whether "
        "it reached them.",
        "Acquirer confirms they got 0 of 38 from the second file. Needs a resend with new ids.",
        "May we send the 38 refunds again with new references, or do you match on the old ones?",
        "New references are fine, please send us the list so that accounting can map them.",
        "The file was sent again at noon. The acquirer books twice a day, so you should see them "
        "by the evening.",
        "All 38 refunds are booked. The cut-off is now at 23:30, so that a batch cannot be split again.",
    ),
    Topic(
        "Time sheet rounds to the wrong day",
        "Shifts that end after midnight are booked on the next day since the change of the clocks.",
        "I can reproduce it with a shift from 22:00 to 06:00. Looking into the rounding now.",
        "Rounds in UTC, not in the site's zone. One line, but needs a migration for October.",
        "From which date on do you need the past weeks corrected?",
        "From 25 October, that was the first wrong one.",
        "The correction is tested with your October. We would run it tonight.",
        "October and November are corrected, 61 shifts moved back. The rounding itself is fixed as well.",
    ),
    Topic(
        "Sensor gateway offline in hall 4",
        "The gateway in hall 4 has been offline since 6 o'clock. The others are fine.",
        "It stopped answering at 05:58. Could be power or the certificate, I am checking both from here.",
        "Certificate ran out yesterday. Renewal job skipped this one because of its old name.",
        "Can somebody on site press the reset button once? The new certificate is waiting for it.",
        "Done, the green light is back.",
        "It is online again and sends what it kept meanwhile. I will watch it for two hours.",
        "Stable, nothing was lost. The renewal job now goes by serial number instead of by name.",
    ),
    Topic(
        "Attachment preview is empty",
        "Previews of PDF attachments show a white page for everybody in our company.",
        "Thanks for the sample file. It opens here, so I am looking at what your proxy does to the preview.",
        "Their proxy strips range requests. Preview needs them since 2.17.",
        "Does your proxy let range requests through to our preview address?",
        "Our network people say it did not; they have changed that for a test group.",
        "For the test group previews work. We also make the preview fall back to a plain download.",
        "The proxy is changed for everybody and previews work. The fall-back comes with the next release.",
    ),
    Topic(
        "Old tariff applied after renewal",
        "We renewed on the first, but this month's invoice still has the old tariff.",
        "You are right, the renewal is there and the invoice did not pick it up. I am finding out why.",
        "Tariff table keyed by contract id, renewal made a new id. Fourth case of this kind.",
        "Shall we correct this invoice or credit the difference with the next one?",
        "Please correct it, our auditor wants the right one.",
        "The corrected invoice is being made; you get it tomorrow together with a note of cancellation.",
        "Invoice and note of cancellation are in your inbox. Renewals now carry their tariff over.",
    ),
    Topic(
        "Cannot close period October",
        "Closing October fails with “unbalanced entries”, but our trial balance is zero.",
        "I see the message. There are two postings of 0.01 with opposite signs in different "
        "periods; checking whose they are.",
        "Rounding of the FX revaluation. Safe to move both to October.",
        "May we move the two rounding entries into October?",
        "Yes, please do, and send us the journal.",
        "Both entries are moved, the journal is attached. Please try to close it again.",
        "October is closed. The revaluation now books its rounding into the period it belongs to.",
    ),
    Topic(
        "Import skips rows with umlauts",
        "Every row with an umlaut is skipped in the nightly import, without a message.",
        "The file is read as Latin-1 while it is UTF-8. I am looking for when that changed.",
        "Changed with their new export tool: no BOM any more. We should not depend on it.",
        "Can you send us one original file from before and one from after the new export tool?",
        "Both are attached. The new one is without BOM, as far as I can tell.",
        "With the encoding set to UTF-8 all 1,204 rows of your file are read.",
        "The import now detects the encoding and counts what it skips. The missing rows were imported.",
    ),
    Topic(
        "Map tiles blank on Android 16",
        "Drivers with Android 16 see grey tiles instead of the map.",
        "We have a device with Android 16 here and see the same. The other versions are fine.",
        "Tile cache path is not writable any more. Fix is in the beta of the app.",
        "Would two of your drivers try the beta today?",
        "Two of them have it since this morning.",
        "The beta draws the map on both phones. It goes into the store's review today.",
        "Version 7.4.1 is in the store. Please ask your drivers to update.",
    ),
    Topic(
        "Cannot add a second warehouse",
        "When we add a second warehouse the form says the address exists already. It does not.",
        "The address check ignores the house number. I will see whether we can pass it for you today.",
        "Regex of the address check. Workaround: save without, then edit.",
        "Which house numbers do the two warehouses have?",
        "The old one is 12, the new one 12b.",
        "You can save it without the letter and add it afterwards; that way you can work today.",
        "The check now knows letters behind house numbers. Your second warehouse is saved with its 12b.",
    ),
    Topic(
        "Duplicate shipments after retry",
        "After a network problem yesterday 14 shipments exist twice.",
        "I have the 14 pairs here. We stop the second labels now, before the carrier collects them.",
        "Carrier API answered 504 but had accepted. We need their idempotency header.",
        "May we cancel the second label of each pair with the carrier?",
        "Yes, all 14, the first ones are on their way.",
        "Twelve are cancelled, for two we wait for the carrier.",
        "All second labels are cancelled, nothing was charged twice. Retries now carry a key the "
        "carrier knows.",
    ),
    Topic(
        "Password mail lands in spam",
        "Our people do not get the password mails; they are in the spam folder.",
        "Your new mail provider does not see our sender as allowed. I am preparing the records you need.",
        "SPF has too many look-ups since they changed provider.",
        "Could your domain people add the two records in the attachment?",
        "Added this morning.",
        "Our test mail arrived in the inbox. Please confirm with one of your own.",
        "Confirmed, thank you. We now check the records of every customer domain once a week.",
    ),
    Topic(
        "VAT number check rejects valid entries",
        "Valid VAT numbers from Belgium are rejected since this morning.",
        "Belgium has begun with numbers that start with 1, and our check still wants a 0. A "
        "correction is on the way.",
        "One character in the pattern. Goes out with today's hotfix.",
        "Can you send us three of the rejected numbers for our tests?",
        "Here are five.",
        "All five pass in our test system. The hotfix goes out at 16:00.",
        "The hotfix is out, your five numbers are accepted.",
    ),
    Topic(
        "Return label for the wrong carrier",
        "Returns from Austria get a label of the German carrier.",
        "The rule for returns looks at the warehouse, not at the customer's country. I am "
        "checking since when.",
        "Rule was copied when the Linz warehouse was set up.",
        "Shall all returns from Austria go to Linz?",
        "Yes, all of them.",
        "The rule is changed in your test system, please look at it.",
        "Live since noon; the last ten labels are all right.",
    ),
    Topic(
        "Search returns archived orders",
        "Search finds orders from 2019 again, although they are archived.",
        "The archive flag was lost when the index was rebuilt on Sunday. We are rebuilding it now.",
        "Index job ran with the old mapping.",
        "Do you need archived orders to be found anywhere else?",
        "Only in the accounting view.",
        "The rebuild is at 60 %. Results get better by the hour.",
        "The index is complete; archived orders are found in accounting alone.",
    ),
    Topic(
        "Backup restore asks for old key",
        "Restoring last week's backup asks for the key we had before the rotation.",
        "The backup was written three minutes before the rotation, so it needs the old key. I am "
        "checking what is left of it.",
        "Old key is in escrow until the 30th. Needs four eyes.",
        "Who of you may receive the old key? We need two names.",
        "Our two names are in the attachment, signed.",
        "The key was handed over on the phone. Please tell us when the restore is through.",
        "Restored. Backups now note which key they were written with.",
    ),
    Topic(
        "API returns 502 in bursts",
        "Between 9 and 10 we get bursts of 502 from the orders API.",
        "The bursts match a node that restarts. We have taken it out and are watching.",
        "Node 7, memory. Same pattern as on the 3rd.",
        "Do you still see it since 10:40?",
        "Two more at 10:52, then none.",
        "A second node had the same setting. Both run with more memory now.",
        "No 502 for three days. The limit is part of the node's template now.",
    ),
    Topic(
        "Customs form lacks HS code",
        "Parcels to Norway are sent back because the form has no HS code.",
        "The code is in your product data but not on the form. We are adding the field.",
        "Form template has it only for CH.",
        "Is the HS code of your articles complete for Norway?",
        "For all but 30, those we fill in today.",
        "The form prints it in our test system. Please look at the sample.",
        "Live. The forms of today's 212 parcels to Norway have the code.",
    ),
    Topic(
        "Role change takes an hour",
        "When we change somebody's role it takes an hour until it holds.",
        "Roles are cached for an hour. For yours we can shorten that; I am asking what it costs.",
        "Cache per tenant, ok to set to 60 s for them.",
        "Would one minute be short enough?",
        "One minute is fine.",
        "It is set to one minute for you.",
        "Confirmed by your tests. The next release empties the cache at once.",
    ),
    Topic(
        "Webhook signature mismatch",
        "Signature of the webhooks does not match since yesterday.",
        "You verify with the old secret; the new one is valid since yesterday 12:00. I am "
        "looking whether both were announced.",
        "Rotation mail went to somebody who left.",
        "Who should get the mails about secrets from now on?",
        "Please use ops@ from now on.",
        "Both secrets are accepted until Friday, so nothing is lost meanwhile.",
        "You verify with the new secret, the old one is off. Rotation mails go to your ops address.",
    ),
    Topic(
        "Failover test did not switch back",
        "Our failover test on Sunday did not switch back by itself.",
        "It waits for an operator by design, but the page says otherwise. I am finding out what "
        "you were told.",
        "Docs wrong since 2.15.",
        "Do you want it to switch back by itself?",
        "Yes, outside business hours.",
        "It can be set per pair; I have prepared it for yours.",
        "Set, and tested with you on Sunday. The page says what happens now.",
    ),
    Topic(
        "Chat widget hides the cart",
        "On phones the chat bubble covers the cart button.",
        "I see it on narrow screens. A setting moves the bubble to the left.",
        "CSS of their theme sets z-index 9999.",
        "May we move the bubble to the left for you?",
        "Please do.",
        "Moved. Please look at it with your theme.",
        "Confirmed. The widget now keeps away from fixed buttons by itself.",
    ),
    Topic(
        "Meter readings out of order",
        "Readings of one day appear in a wrong order in the export.",
        "They are in the order of arrival, not of reading. I am checking whether the export can sort.",
        "Sorting by arrival is a bug of 2.16.",
        "Do you need the old exports again?",
        "Only those of this month.",
        "This month's exports are made again, sorted by time of reading.",
        "The export sorts by time of reading from now on.",
    ),
    Topic(
        "Invoices show the wrong VAT rate",
        "Invoices for books carry 19 % instead of 7 %.",
        "The article group lost its rate when it was merged. I am looking for all invoices concerned.",
        "Merge on the 4th. 84 invoices.",
        "Shall we correct all 84 at once?",
        "Yes, with one list for our accountant.",
        "The list is attached; corrections run tonight.",
        "84 invoices are corrected and sent. A merge now keeps both rates and asks.",
    ),
    Topic(
        "SSO login loops for contractors",
        "Contractors are sent back to the login page again and again.",
        "Their accounts come without an e-mail address and ours insists on one. I am checking "
        "how to map them.",
        "IdP sends upn only. Mapping per group possible.",
        "Which claim identifies a contractor with you?",
        "employeeNumber, for everybody.",
        "The mapping is in your test tenant. Could two contractors try?",
        "Both could sign in; the mapping is live.",
    ),
    Topic(
        "Scheduled job ran twice at 02:00",
        "On Sunday the settlement ran twice at 2 o'clock.",
        "That was the repeated hour. We are comparing both runs to see what was booked twice.",
        "Cron in local time. Must be UTC or once-only.",
        "May we reverse the second run?",
        "Yes, before the end of the month please.",
        "The reversal is prepared and will be booked tonight.",
        "Reversed. The job now runs once, whatever the clock says.",
    ),
    Topic(
        "Label printer queue stalls",
        "Labels stop after every 200th and go on after a restart.",
        "The spool fills up because jobs are not acknowledged. I am asking for the printer's log.",
        "Firmware 4.1 never sends the ack.",
        "Which firmware does the printer report?",
        "4.1.0.",
        "4.1.2 repairs it. Until then the queue restarts itself every 150 labels.",
        "The new firmware has printed 2,000 labels without a stop.",
    ),
    Topic(
        "Mobile app closes on barcode scan",
        "The app closes when a damaged barcode is scanned.",
        "Could reproduce it with a torn label. We have a trace.",
        "Null in the checksum branch.",
        "Which phones do your people use?",
        "Mostly the rugged ones from the list.",
        "A corrected version is with your pilot users.",
        "Released to everybody. Damaged barcodes now say what is wrong.",
    ),
)

DEVICES = (
    Topic(
        "Infusion pump reports no flow on ward 3",
        "Pump 0442 on ward 3 stops with “no flow” although the line is open. It was exchanged for a spare.",
        "We are looking at the pump's log now. Please keep it switched on and away from patients.",
        "Log shows the pressure sensor drifting since 03:10. Field safety notice to be checked.",
        "Can you read us the lot number on the underside?",
        "Lot 88-1702.",
        "Lot 88-1702 is not concerned by the notice. A replacement is on its way.",
        "The replacement has passed its tests on your ward. The old pump is with our laboratory.",
    ),
    Topic(
        "Ventilator shows battery fault at start",
        "Ventilator 17 shows a battery fault at every start, on mains it runs.",
        "Please do not use it for transports. We are checking whether the battery or its gauge is at fault.",
        "Gauge was not calibrated after the service in October.",
        "When was it last discharged completely?",
        "At the service, six weeks ago.",
        "A technician brings a calibrated battery today.",
        "Battery exchanged, ten starts without a fault.",
    ),
    Topic(
        "Question about cleaning cycles of the monitor",
        "How often may the housing of the patient monitor be wiped with alcohol?",
        "Up to ten times a day with 70 % alcohol; the page of the manual is attached.",
        "Manual of 2024 says five, it was revised.",
        "Is yours the model with the grey or with the white frame?",
        "White.",
        "For the white one ten times a day is fine.",
        "Answered, and the poster for the ward is attached.",
    ),
)

WATER = (
    Topic(
        "Turbidity above limit at Pier Street station",
        "Turbidity at Pier Street was 1.4 NTU at 04:20, limit is 1.0. It is back to 0.6 since 05:10.",
        "We have your readings and are preparing the report to the authority with you.",
        "Report must name start, end, people served, measures.",
        "How many households are served by Pier Street?",
        "About 3,100.",
        "The draft of the report is attached, please check the measures.",
        "The report was filed and its receipt is attached.",
    ),
    Topic(
        "Chlorine residual below minimum in zone 7",
        "Residual in zone 7 was below 0.2 mg/l in two samples.",
        "Thank you. Both samples are in the form; we need the time of the flushing.",
        "Second event in zone 7 this quarter.",
        "When did flushing begin?",
        "At 11:45.",
        "The draft goes to you for signature.",
        "Filed with the authority; zone 7 is back to 0.5 mg/l.",
    ),
)

FINANCE = (
    Topic(
        "Statement sent to the wrong client",
        "A quarterly statement went to a client of the same name. Personal data is concerned.",
        "We have stopped the mailing and are finding out who got what. The acknowledgment "
        "follows within the time.",
        "Personal data: 48 h clock runs. Data protection is told.",
        "Has the recipient confirmed that they deleted it?",
        "Yes, in writing.",
        "The acknowledgment is drafted and with your compliance.",
        "Acknowledged in time; mailings now compare the date of birth as well.",
    ),
    Topic(
        "Client sees another portfolio for a moment",
        "One client saw another client's portfolio for a few seconds after signing in.",
        "We take this very seriously. The cache is switched off for you, and we are reading its logs.",
        "Cache key lacked the tenant for 4 minutes during the deploy.",
        "Do you know at what time exactly the client signed in?",
        "At 08:31, from the office.",
        "It was one session. The report about it is being written.",
        "Acknowledged, with the report. The key contains the tenant, and a test holds it there.",
    ),
)

ON_SITE = (
    Topic(
        "Replace power supply of gateway, hall 2",
        "Please replace the power supply of the gateway in hall 2, the spare is in the cabinet.",
        "A technician comes with the part; please have the cabinet's key ready.",
        "Key is at the porter's from 7.",
        "Is the hall running while we work?",
        "Only line 3, the others stand still.",
        "The technician is on the way.",
        "Replaced and measured, 24.1 V under load.",
    ),
    Topic(
        "Install two label printers at gate 5",
        "Two new printers are delivered, please install them at gate 5.",
        "We come with network cables; power is there as we saw on the plan.",
        "Plan shows only one socket.",
        "Is there a second network socket at gate 5?",
        "Yes, behind the pillar.",
        "The first printer runs.",
        "Both printers print from both systems.",
    ),
    Topic(
        "Yearly inspection of monitors, ward 1 to 3",
        "The yearly inspection of 24 monitors is due.",
        "We need half a day and one ward at a time.",
        "Take the calibrated meter 03, 02 is at the laboratory.",
        "Which ward may we begin with?",
        "Ward 2.",
        "Ward 2 is done, ward 1 tomorrow.",
        "All 24 have passed, the protocol is attached.",
    ),
)

BY_PROCESS: dict[str, tuple[Topic, ...]] = {
    "Medical devices": DEVICES,
    "Water quality": (*WATER, *SOFTWARE[12:21]),
    "Regulated finance": (*FINANCE, *SOFTWARE[1:12]),
    "Field service": ON_SITE,
}
"""Topics of a process of its own kind; everybody else writes about software."""
