### Throughline in English: one sentence for each kind of event.
###
### For translators. Copy this file, name it for your language (a BCP 47 tag), translate what stands to the right of each "=", and add the file's
### line to src/sentence/language.rs. A sentence may begin with a small letter: the first is made a capital. Each sentence brings its own
### full stop; what people wrote comes without one.
###
### Variables hold text that is ready to be shown. For each variable $x there is $x-is, to choose by: [none] nothing was given,
### [you] the reader, [with-you] the reader and others, [one] somebody or something else, [several] others. Names in capitals are those of the proto.
### Events are named as in the proto (offered_help); pieces that several sentences share are named with hyphens (with-kind).

## Names

you = you
someone = someone
some-people = some people
the-keeper = the team that keeps the records
an-agency = an agency
somebody-at = somebody at { $agency }
proxy-at = somebody who reads for { who-them }, with { $agency },
supporter = { $name } from { $agency }
member = { $name }{ $part-is ->
    [none] {""}
   *[one] {" "}({ $part })
}
role = { $role-is ->
    [none] somebody at { $agency }
   *[one] the { $role } at { $agency }
}
others = { $count ->
    [one] someone
   *[other] { $count } others
}
list-next = { $list }, { $name }
list-last = { $list } and { $name }
records = { $count ->
    [one] one record
    [2] two records
   *[other] { $count } records
}
quoted = “{ $text }”

## Dates

date = { $day } { $month ->
    [1] January
    [2] February
    [3] March
    [4] April
    [5] May
    [6] June
    [7] July
    [8] August
    [9] September
    [10] October
    [11] November
   *[12] December
} { $year }
date-and-time = { $date } at { $clock }

## Pieces of sentences

at-place = at { $place }
at-a-space = at a shared space
at-a-group = at a group
where = { $place-is ->
    [none] {""}
   *[one] {" "}{ $place }
}
colon-what = { $what-is ->
    [none] {""}
   *[one] : { $what }
}
in-brackets-what = { $what-is ->
    [none] {""}
   *[one] {" "}({ $what })
}
in-brackets-why = { $why-is ->
    [none] {""}
   *[one] {" "}(why: { $why })
}
in-brackets-more = { $why-is ->
    [none] {""}
   *[one] {" "}({ $why })
}
who-s = { $who-is ->
    [you] your
   *[one] { $who }’s
}
who-their = { $who-is ->
    [you] your
    [with-you] your
   *[one] their
}
who-them = { $who-is ->
    [you] you
    [with-you] you
   *[one] them
}
# Help of which kind: "offered help with getting about".
with-kind = { $kind ->
    [HELP_KIND_COMPANY] {" "}with company
    [HELP_KIND_GETTING_ABOUT] {" "}with getting about
    [HELP_KIND_FOOD] {" "}with food
    [HELP_KIND_HOME] {" "}with the home
    [HELP_KIND_MONEY] {" "}with money
    [HELP_KIND_HEALTH] {" "}with health
    [HELP_KIND_PAPERWORK] {" "}with letters and forms
    [HELP_KIND_LEARNING] {" "}with learning
    [HELP_KIND_WORK] {" "}with work
    [HELP_KIND_CARE] {" "}with care
    [HELP_KIND_FAMILY] {" "}with family life
    [HELP_KIND_MAKING] {" "}with making, growing or playing
    [HELP_KIND_SAFETY] {" "}with feeling safe
    [HELP_KIND_THING] {" "}with something to borrow or keep
   *[HELP_KIND_OTHER] {""}
}
no-yes = { $yes ->
    [no] , without a yes so far
   *[yes] {""}
}

## Being in touch and walking beside somebody

reached_out = { $by } tried to reach { $who }{ $manner ->
    [MANNER_IN_PERSON] {" "}in person
    [MANNER_PHONE] {" "}by phone
    [MANNER_ONLINE] {" "}online
    [MANNER_LETTER] {" "}by letter
    [MANNER_TEXT] {" "}by text message
   *[MANNER_UNSPECIFIED] {""}
} and got no reply.
meeting_planned = { $who } planned to meet { $with }{ $when-is ->
    [none] {""}
   *[one] {" "}on { $when }
}{ where }.
met = { $manner ->
    [MANNER_PHONE] { $who } spoke with { $with } on the phone.
    [MANNER_ONLINE] { $who } met { $with } online.
    [MANNER_LETTER] { $who } and { $with } wrote to each other.
    [MANNER_TEXT] { $who } and { $with } texted each other.
   *[MANNER_UNSPECIFIED] { $who } met { $with }{ where }.
}
met-one-way = { $with } saw { $who }{ where }, but they did not talk.
introduced = { $by } introduced { $who } to { $to }{ no-yes }.
alongside_started = { $by } began to walk beside { $who }{ no-yes }.
alongside_ended = { $by } stopped walking beside { $who }{ $because ->
    [ENDED_BECAUSE_RESIDENT_CHOSE] , as { $who } chose
    [ENDED_BECAUSE_SUPPORTER_LEAVING] , because they are leaving their work
    [ENDED_BECAUSE_FUNDING_ENDED] , because the funding or the project ended
    [ENDED_BECAUSE_NOT_A_MATCH] , because it was not a good match
   *[ENDED_BECAUSE_OTHER] {""}
}{ in-brackets-more }.
supporter_away = { $by } is away{ $until-is ->
    [none] {""}
   *[one] {" "}until { $until }
}{ $cover-is ->
    [none] {""}
   *[one] , and { $cover } covers
}.
said_how_it_was = { $who } said how it was: { $how ->
    [HOW_IT_WAS_GOOD] good
    [HOW_IT_WAS_ALL_RIGHT] all right
   *[HOW_IT_WAS_NOT_GOOD] not good
}.

## Asking, offering, answering, helping

asked_for_help = { $by-is ->
    [none] { $who } asked for help{ with-kind }{ colon-what }.
   *[one] { $by } asked for help{ with-kind } for { $who }{ colon-what }.
}
ask_picked_up = { $by } said “I’ll see to it”{ colon-what }.
offered_help = { $by } offered{ $to-is ->
    [none] {""}
   *[one] {" "}{ $to }
} help{ with-kind }{ colon-what }{ $size ->
    [HELP_SIZE_FIVE_MINUTES] {" "}(five minutes)
    [HELP_SIZE_AN_HOUR] {" "}(an hour)
    [HELP_SIZE_A_DAY] {" "}(a day)
    [HELP_SIZE_A_FEW_TIMES] {" "}(a few times)
    [HELP_SIZE_ONGOING] {" "}(for as long as it is wanted)
   *[HELP_SIZE_UNSPECIFIED] {""}
}{ $due-is ->
    [none] {""}
   *[one] , by { $due }
}{ $changed-is ->
    [none] {""}
   *[one] ; what has changed since the last time: { $changed }
}.
offer_taken_back = { $by } took back an offer of help{ colon-what }{ in-brackets-why }.
offer_answered = { $answer ->
    [ANSWER_YES] { $who } said yes to an offer of help{ colon-what }.
    [ANSWER_NOT_NOW] { $who } said “not now” to an offer of help{ in-brackets-what }{ $until-is ->
        [none] {""}
       *[one] ; it may be offered again after { $until }
    }.
   *[ANSWER_NO] { $who } said no thank you to an offer of help{ in-brackets-what }{ $until-is ->
        [none] {""}
       *[one] , and would rather not be asked again until { $until }
    }.
}
helped = { $from } helped { $to }{ with-kind }{ colon-what }{ $done ->
    [DONE_BY_GIVER] , and said that it is done
    [DONE_BY_RECEIVER] , and { $to } said that it was seen through
    [DONE_BY_UNSPECIFIED] {" "}(part of what was promised)
   *[none] {""}
}.

## A life

strength_shared = { $by-is ->
    [none] { $who } shared a strength{ colon-what }.
   *[one] { $by } told of { who-s } strength{ colon-what }.
}
hope_shared = { $by-is ->
    [none] { $who } said what matters{ $who-is ->
        [you] {" "}to you
        [with-you] {" "}to you
       *[one] {""}
    }{ colon-what }.
   *[one] { $by } told what matters to { $who }{ colon-what }.
}
moment_happened = { $moment ->
    [MOMENT_HOME_FROM_HOSPITAL] { $who } came home from hospital
    [MOMENT_INTO_HOSPITAL] { $who } went into hospital
    [MOMENT_MOVED] { $who } moved home
    [MOMENT_LOST_SOMEONE] { $who } lost someone
    [MOMENT_HAD_A_BABY] { $who } had a baby
    [MOMENT_STARTED_WORK] { $who } started work
    [MOMENT_STOPPED_WORK] { $who } stopped work
   *[MOMENT_OTHER] something happened in { who-s } life
}{ colon-what }.
life_map_made = { $answers ->
    [0] { $who } drew a life map.
   *[other] { $who } drew a life map: { $green } green, { $yellow } yellow, { $red } red{ $skipped ->
        [0] {""}
       *[other] , { $skipped } skipped
    }.
}
chose_to_work_on = { $who } chose what to work on{ colon-what }{ $by-when-is ->
    [none] {""}
   *[one] , by { $by-when }
}{ in-brackets-why }.
step_taken = { $who } took a step{ colon-what }{ $toward-is ->
    [none] {""}
   *[one] {" "}(toward: { $toward })
}.
rest_chosen = { $leave-me-be ->
    [yes] { $who } said “leave me be”{ $until-is ->
        [none] {" "}for now
       *[one] {" "}until { $until }
    }; the door stays open.
   *[no] { $who } would like to rest{ $until-is ->
        [none] {" "}for now
       *[one] {" "}until { $until }
    }; the door stays open.
}
rest_chosen-ended = { $who } { $who-is ->
    [one] is
   *[several] are
} back from a rest.
died = { $who-is ->
    [you] it was written down that { $who } had died.
    [with-you] it was written down that { $who } had died.
   *[one] { $who } died.
}
moved_away = { $who } moved away{ $where-is ->
    [none] {""}
   *[one] {" "}to { $where }
}.

## Knowing of people

first_heard_of = { $how ->
    [HEARD_HOW_FROM_THEMSELVES] { $who } got in touch, and so { $agency } came to know of { who-them }{ not-told }.
    [HEARD_HOW_FROM_SOMEBODY_CLOSE] { $agency } first heard of { $who } from somebody close to { who-them }{ not-told }.
    [HEARD_HOW_FROM_AN_AGENCY] { $agency } first heard of { $who } from another agency{ not-told }.
    [HEARD_HOW_OUT_AND_ABOUT] { $agency } first came across { $who } out and about{ not-told }.
    [HEARD_HOW_FROM_RECORDS] { $agency } first heard of { $who } from records that were brought over{ not-told }.
   *[HEARD_HOW_UNSPECIFIED] { $agency } first heard of { $who }{ not-told }.
}
not-told = { $know ->
    [THEY_KNOW_NOT_YET] , and had not told { $who } yet
   *[THEY_KNOW_YES] {""}
}
details_changed = { who-s } details changed.
bond_told = we heard that { $bond ->
    [BOND_PARENT] { of-is-to-s } parent
    [BOND_PARENTAL_RESPONSIBILITY] { $of } { of-has } parental responsibility for { $to }
    [BOND_CARES_FOR] { $of } { of-cares } for { $to }
    [BOND_PARTNER] { of-is-to-s } partner
    [BOND_SIBLING] { of-is-to-s } sister or brother
    [BOND_FRIEND] { of-is-to-s } friend
    [BOND_NEIGHBOUR] { of-is-to-s } neighbour
    [BOND_NO_CONTACT] { $of } { $of-is ->
        [you] want
       *[one] wants
    } no contact with { $to }
   *[BOND_UNSPECIFIED] { $of } and { $to } know each other
}.
bond_told-ended = we heard that { $bond ->
    [BOND_PARENT] { of-is-not-to-s } parent
    [BOND_PARENTAL_RESPONSIBILITY] { $of } no longer { of-has } parental responsibility for { $to }
    [BOND_CARES_FOR] { $of } no longer { of-cares } for { $to }
    [BOND_PARTNER] { of-is-not-to-s } partner
    [BOND_SIBLING] { of-is-not-to-s } sister or brother
    [BOND_FRIEND] { of-is-not-to-s } friend
    [BOND_NEIGHBOUR] { of-is-not-to-s } neighbour
    [BOND_NO_CONTACT] { $of } no longer { $of-is ->
        [you] mind
       *[one] minds
    } contact with { $to }
   *[BOND_UNSPECIFIED] { $of } and { $to } no longer know each other
}.
of-is-to-s = { $of } { $of-is ->
    [you] are
   *[one] is
} { to-s }
of-is-not-to-s = { $of } { $of-is ->
    [you] are
   *[one] is
} no longer { to-s }
to-s = { $to-is ->
    [you] your
   *[one] { $to }’s
}
of-has = { $of-is ->
    [you] have
   *[one] has
}
of-cares = { $of-is ->
    [you] care
   *[one] cares
}
lives_together = { $ended ->
    [yes] { $who } no longer { $who-is ->
        [one] shares
       *[several] share
    } a home.
   *[no] { $who } { $who-is ->
        [one] shares
       *[several] share
    } a home.
}
circle_changed = { $members-is ->
    [none] nobody is in { who-s } circle of care for now.
   *[one] { who-s } circle of care is now: { $members }.
}
family_named = { $members-is ->
    [none] { $who } named nobody as family for now.
   *[one] { $who } named the people { $who-is ->
        [you] you
        [with-you] you
       *[one] they
    } call family: { $members }.
}
profiles_may_match = perhaps { records } are the same person.
profiles_joined = we learnt that { records } are the same person.
profiles_separated = we learnt that { records } did not belong here after all{ in-brackets-why }.
erased = the content of { records } was erased for good{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.

hold_placed = { records } must be kept for now{ $until-is ->
    [none] {""}
   *[one] {" "}until { $until }
}{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.
hold_placed-ended = { records } need not be kept any longer{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.

export_reviewed = { $by } went through what tells of others, before { $who } { $who-is ->
    [you] are
   *[one] is
} given { who-their } story{ $held ->
    [yes] , and kept back the words of { $count ->
        [one] one entry
       *[other] { $count } entries
    }
   *[no] {""}
}.
restriction_placed = { records } { $count ->
    [one] is
   *[other] are
} kept and not used for now{ $until-is ->
    [none] {""}
   *[one] {" "}until { $until }
}{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.
restriction_placed-ended = { records } may be used again{ $told-is ->
    [none] {""}
   *[one] , as was told first on { $told }
}{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.
retention_set = { retained } { $days ->
    [one] is kept for one day
   *[other] is kept for { $days } days
} { $after ->
    [KEPT_AFTER_STILLED] after the story was stilled
   *[other] after the last thing that happened
}{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.
retention_set-ended = how long { retained } is kept is no longer set{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.
retained = { $all ->
    [yes] what is written in stories
   *[no] what is written as “{ $kind }”
}{ $agency-is ->
    [none] {""}
   *[one] {" "}by { $agency }
}

## What was noted, and what was changed afterwards

noted = { $what-is ->
    [none] { $by } made a note.
   *[one] { $by } noted: { $what }.
}
corrected = { $by } put right something that was written{ in-brackets-why }.
withdrawn = { $by } took back something that was written{ $because ->
    [WITHDRAWN_BECAUSE_MISTAKE] , because it was a mistake
    [WITHDRAWN_BECAUSE_WRONG_PERSON] , because it was about somebody else
    [WITHDRAWN_BECAUSE_UNSAFE_TO_SHOW] , because it was not safe to show
   *[WITHDRAWN_BECAUSE_UNSPECIFIED] {""}
}{ in-brackets-more }.
taken-back = something that { $agency } wrote was taken back.
disagreement_added = { $by } { $by-is ->
    [one] sees
   *[several] see
} it differently{ $view-is ->
    [none] {""}
   *[one] : { $view }
}.

## Safety and learning

safety_concern_shared = { $by } shared a worry about { who-s } safety with { $roles }{ told-them }.
safety_concern_answered = { $by } answered a worry about { who-s } safety{ in-brackets-what }{ told-them }.
told-them = { $told ->
    [yes] , and told { $who }
   *[no] , and did not tell { $who }{ in-brackets-why }
}
role_held = { $ended ->
    [yes] { $by } is no longer { $role }.
   *[no] { $by } is now { $role }.
}
looks_released = { $by } decided that { $who } may see from now on who looked because of a worry about safety{ in-brackets-why }.
emergency_opened = { $by } opened { who-s } story in an emergency{ $until-is ->
    [none] {""}
   *[one] , until { $until }
}{ in-brackets-why }.
emergency_reviewed = { $by } looked afterwards at how { who-s } story was opened in an emergency{ in-brackets-what }{ $told ->
    [RESIDENT_TOLD_LATER] {" "}and decided to tell { $who } later{ in-brackets-why }
   *[other] {""}
}.
otherwise_told = { $by } told what might have happened otherwise{ colon-what }.

## Choices about sharing, and looks

sharing_chosen = { $level ->
    [SHARING_LEVEL_NOTHING] { $readers-is ->
        [none] { $who } chose to keep { $scope } “just us”{ until-when }.
       *[one] { $who } chose that { $readers } may not see { $scope }{ until-when }.
    }
    [SHARING_LEVEL_SENTENCE] { $who } chose that { readers-or-everybody } may see { $scope }, without the words{ until-when }.
   *[SHARING_LEVEL_WORDS] { $who } chose that { readers-or-everybody } may see { $scope }, words and all{ until-when }.
}
sharing_chosen-never = { $who } chose that { $never } may see nothing of { who-their } story{ until-when }.
readers-or-everybody = { $readers-is ->
    [none] everybody alongside
   *[one] { $readers }
}
until-when = { $until-is ->
    [none] {""}
   *[one] , until { $until }
}
scope-everything = the whole story
scope-event = one entry{ in-brackets-what }
scope-agency = everything that { $agency } wrote
scope-group = everything that has to do with { $group-is ->
    [none] a group
   *[one] { $group }
}
scope-topic = everything that touches on { $topic ->
    [TOPIC_HEALTH] health
    [TOPIC_ABUSE] abuse
    [TOPIC_IMMIGRATION] immigration
    [TOPIC_SEXUALITY] sexuality
    [TOPIC_OFFENCES] offences
   *[TOPIC_UNSPECIFIED] something private
}
scope-kind = { $kind ->
    [first_heard_of] how others came to know of them
    [details_changed] changes of details
    [reached_out] attempts to be in touch
    [meeting_planned] planned meetings
    [met] meetings
    [strength_shared] strengths
    [hope_shared] what matters
    [moment_happened] life moments
    [asked_for_help] asks for help
    [ask_picked_up] who sees to what
    [offered_help] offers of help
    [offer_taken_back] offers taken back
    [offer_answered] answers to offers
    [helped] help given
    [introduced] introductions
    [connected_to_group] groups and spaces joined
    [group_left] groups and spaces left
    [alongside_started] who began to walk alongside
    [alongside_ended] who stopped walking alongside
    [supporter_away] supporters who are away
    [bond_told] who is who to whom
    [lives_together] who shares a home
    [circle_changed] the circle of care
    [family_named] the people called family
    [life_map_made] life maps
    [chose_to_work_on] choices what to work on
    [step_taken] steps taken
    [said_how_it_was] how it was
    [rest_chosen] times of rest
    [died] a death
    [moved_away] moving away
    [noted] notes
    [safety_concern_shared] worries about safety
    [safety_concern_answered] answers to worries about safety
    [otherwise_told] what might have happened otherwise
    [corrected] what was put right
    [withdrawn] what was taken back
    [disagreement_added] what is seen differently
    [sharing_chosen] choices about sharing
    [proxy_named] who reads and speaks for them
   *[other] entries of one kind
}
looked = { $own ->
    [yes] { $by } read { who-s } story for { $who-is ->
        [you] you
       *[one] them
    }{ on-day }{ for-purpose }.
   *[no] { $at ->
        [LOOKED_AT_LIST] { $reader } saw { who-s } story in a list{ in-an-emergency }{ on-day }{ for-purpose }.
        [LOOKED_AT_EVERYTHING] { $reader } went through everybody’s stories{ as-far-as-written-by }{ from-record }{ up-to-record }{ on-day }{ for-purpose }{ with-reason }.
        [LOOKED_AT_STRUCTURE] { $reader } saw when something was written in { $all ->
            [yes] everybody’s stories
           *[no] { who-s } story
        }, and by which agency{ as-far-as-written-by }{ from-record }{ up-to-record }{ on-day }{ for-purpose }.
       *[other] { $reader } read { who-s } story{ in-an-emergency }{ on-day }{ for-purpose }{ with-reason }.
    }
}
with-reason = { $reason-is ->
    [none] {""}
   *[one] , with this reason: { $reason }
}
on-day = { $day-is ->
    [none] {""}
   *[one] {" "}on { $day }
}
as-far-as-written-by = { $agency-is ->
    [none] {""}
   *[one] {" "}as far as { $agency } wrote them
}
from-record = { $first-is ->
    [none] {""}
   *[one] {" "}from record { $first }
}
up-to-record = { $last-is ->
    [none] {""}
   *[one] {" "}up to record { $last }
}
for-purpose = { $why ->
    [visit] , to get ready for a visit
    [call] , to get ready for a call
    [planning] , to plan what comes next
    [safety] , because of a worry about safety
    [records] , to keep records right
    [rights] , to answer what somebody asked to see or to change
    [audit] , to check that all is in order
   *[other] { in-brackets-why }
}
proxy_named = { $proxy } may read { who-s } story{ $may ->
    [PROXY_MAY_READ_AND_SPEAK] {" "}and speak for { who-them }
   *[other] {""}
}{ on-footing }{ until-when }.
proxy_named-ended = { $proxy } may no longer read { who-s } story{ on-footing }.
on-footing = { $basis ->
    [PROXY_BASIS_PARENTAL_RESPONSIBILITY] , with parental responsibility
    [PROXY_BASIS_LASTING_POWER_OF_ATTORNEY] , with a lasting power of attorney
    [PROXY_BASIS_COURT_APPOINTED_DEPUTY] , as a deputy whom the court appointed
    [PROXY_BASIS_OWN_WISH] , by { who-their } own wish
    [PROXY_BASIS_BEST_INTERESTS] , by a decision in { who-their } best interests
   *[other] {""}
}
in-an-emergency = { $emergency ->
    [yes] {" "}in an emergency
   *[no] {""}
}
# What an auditor is told of a story as it stood, and of what changed in it. Each $what is a whole sentence.
erased-since = erased{ on-day }{ $basis-is ->
    [none] {""}
   *[one] , on this basis: { $basis }
}.
stands-alongside = { $by } walks beside { $who }{ no-yes }.
stands-promise = { $state ->
    [PROMISE_STATE_WAITING] an ask for help{ with-kind } waits for somebody who sees to it{ colon-what }.
    [PROMISE_STATE_OFFERED] an offer of help{ with-kind } waits for an answer{ colon-what }.
    [PROMISE_STATE_SAID_DONE] help{ with-kind } was given, and waits to be seen through{ colon-what }.
   *[other] help{ with-kind } is promised by { $whose }{ colon-what }.
}
stands-find-somebody = { $whose } is to find somebody { $who-is ->
    [you] you say
    [with-you] you say
   *[one] { $who } says
} yes to.
stands-acknowledge = a worry about { who-s } safety waits for an answer.
stands-said-no = { $answer ->
    [ANSWER_NOT_NOW] { $who } said “not now” to help{ with-kind }{ until-when }.
   *[other] { $who } said no thank you to help{ with-kind }{ until-when }.
}
stands-stilled = { $died ->
    [yes] the story was stilled, since it was written down that { $who } had died.
   *[no] the story was stilled, since { $who } moved away.
}
stands-now = now: { $what }
stands-no-longer = no longer: { $what }
change-added = written down: { $what }
change-of = { $said } It had read: { $what }
change-put-right = { $said } It had read: { $what } It reads now: { $instead }
change-came = seen only now, and written earlier: { $what }
change-went = seen no longer: { $what }
supporter_reflected = { $by } looked at how full their own cup is: { $cup } of 5.

## The place

connected_to_group = { $who } joined in with { group-or-a-group }.
group_left = { $who } stopped going to { group-or-a-group }{ in-brackets-why }.
group-or-a-group = { $group-is ->
    [none] a group
   *[one] { $group }
}
offer_published = { $agency } has something on offer for everybody{ colon-name }.
offer_withdrawn = { $agency } no longer has this on offer{ colon-name }{ in-brackets-why }.
colon-name = { $name-is ->
    [none] {""}
   *[one] : { $name }
}
space_offered = { $agency } offered a space{ colon-name }{ $location-is ->
    [none] {""}
   *[one] {" "}({ $location })
}.
space_used = { $space-is ->
    [none] a shared space
   *[one] { $space }
} was used{ $count ->
    [0] {""}
    [one] {" "}by one person
   *[other] {" "}by about { $count } people
}{ colon-what }.
group_formed = a group came together{ colon-name }{ $space-is ->
    [none] {""}
   *[one] {" "}(at { $space })
}.
agency_joined = { $agency } began to take part.
supporter_joined = { $by } began as a supporter{ in-brackets-what }.
supporter_left = { $by } left.
policy_adopted = rules were adopted{ $policy-is ->
    [none] {""}
   *[one] : { $policy }
}.
key_changed = a key was changed{ $purpose-is ->
    [none] {""}
   *[one] {" "}(for { $purpose })
}.
signing_began = checkpoints are signed with one more key.
signing_ended = checkpoints are no longer signed with one key.
authority_began = new certificates say who calls for { $agency }.
authority_ended = certificates of one authority no longer say who calls for { $agency }.
certificate_taken_back = one certificate of { $agency } was taken back.
certificate_made = a certificate to call with was made for { $agency }.
token_made = a token was made for { $agency }, for its programs on one machine.
token_removed = one token of { $agency } no longer counts.
invitation_made-supporter = { $agency } invited a supporter to sign in.
invitation_made-resident = { $agency } invited a resident to sign in.
invitation_made-auditor = { $agency } let an auditor look at this place’s history.
invitation_used = an invitation to sign in was used.
account_connected = an account for signing in was connected.
sessions_ended = somebody signed out everywhere.
account_disconnected = an account for signing in was disconnected.
nothing = something was written down.
