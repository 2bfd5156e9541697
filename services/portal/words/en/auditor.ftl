## For an auditor

audit = History and proof
audit-checkpoint = How far the log is signed
audit-no-checkpoint = Nothing was signed yet. It is signed within a minute of the first record.
audit-records = Records
audit-root = Root of the tree
audit-keys = Signed with
audit-keys-how = Compare this with the key that you were given in person.
audit-witnesses = Witnesses
audit-no-witness = No witness has signed this.
audit-wanted = { $count ->
    [0] This place asks for no witness.
    [one] This place asks for one witness.
   *[other] This place asks for { $count } witnesses.
}
audit-openings = Opened in an emergency
audit-no-openings = No story was opened in an emergency.
audit-to-look-at = Nobody has looked at this yet
audit-told = The person was told
audit-not-told = The person was not told yet
audit-the-story = The story
audit-more = There are more; the newest are shown.
audit-as-known = A story as it was known
audit-differences = What changed between two days
audit-person = Whose story
audit-person-how = The id of one of their profiles.
audit-as-agency = As which agency saw it; leave it empty for all of it
audit-reason = Why you read it
audit-reason-how = Without a reason, only when and by whom is shown. The person is told the reason. Name nobody in it.
audit-on = On which day
audit-show = Show
audit-back = Or slide back from today
audit-slide = Go to that day
audit-known-on = As it was known on { $day }
# Both are numbers.
audit-up-to = Up to record { $position }; { $entries ->
    [one] 1 entry
   *[other] { $entries } entries
} in all.
audit-hidden = That agency was not allowed to know of this story then.
audit-structure-only = Only when and by whom. Give a reason to read more.
audit-standing = How things stood
audit-from = From the end of this day
audit-to = To the end of this day; leave it empty for now
audit-nothing-changed = Nothing changed.
audit-nobody-looked = Nobody has looked at this story.
