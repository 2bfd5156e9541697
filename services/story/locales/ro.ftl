### Throughline în română: câte o frază pentru fiecare fel de eveniment.
###
### Cititorul este „dumneavoastră”. Numele nu se declină, iar participiile care ar cere genul persoanei sunt ocolite, fiindcă genul nu se știe.
### Explicațiile pentru traducători sunt în en.ftl.

## Nume

you = dumneavoastră
someone = cineva
some-people = câteva persoane
the-keeper = echipa care ține însemnările
an-agency = o organizație
somebody-at = cineva de la { $agency }
proxy-at = cineva care citește în numele { $who-is ->
    [you] dumneavoastră
    [with-you] dumneavoastră
   *[one] altcuiva
}, prin { $agency },
supporter = { $name } de la { $agency }
member = { $name }{ $part-is ->
    [none] {""}
   *[one] {" "}({ $part })
}
role = { $role-is ->
    [none] cineva de la { $agency }
   *[one] { $role } de la { $agency }
}
others = { $count ->
    [one] cineva
    [few] încă { $count } persoane
   *[other] încă { $count } de persoane
}
list-next = { $list }, { $name }
list-last = { $list } și { $name }
records = { $count ->
    [one] o înregistrare
    [2] două înregistrări
    [few] { $count } înregistrări
   *[other] { $count } de înregistrări
}
quoted = „{ $text }”

## Date

date = { $day } { $month ->
    [1] ianuarie
    [2] februarie
    [3] martie
    [4] aprilie
    [5] mai
    [6] iunie
    [7] iulie
    [8] august
    [9] septembrie
    [10] octombrie
    [11] noiembrie
   *[12] decembrie
} { $year }
date-and-time = { $date }, ora { $clock }

## Părți de frază

at-place = la { $place }
at-a-space = într-un spațiu comun
at-a-group = la un grup
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
   *[one] {" "}(motivul: { $why })
}
in-brackets-more = { $why-is ->
    [none] {""}
   *[one] {" "}({ $why })
}
# Subiectul cu verbul ajutător: „ați”, „Rosa a”, „Rosa și Tom au”.
who-a = { $who-is ->
    [you] ați
    [with-you] { $who } ați
    [several] { $who } au
   *[one] { $who } a
}
who-s-a = { $who-is ->
    [you] v-ați
    [with-you] { $who } v-ați
    [several] { $who } s-au
   *[one] { $who } s-a
}
who-ar = { $who-is ->
    [you] ați
    [with-you] { $who } ați
   *[one] { $who } ar
}
by-a = { $by-is ->
    [you] ați
    [with-you] { $by } ați
    [several] { $by } au
   *[one] { $by } a
}
reader-a = { $reader-is ->
    [you] ați
    [with-you] { $reader } ați
    [several] { $reader } au
   *[one] { $reader } a
}
from-a = { $from-is ->
    [you] ați
    [with-you] { $from } ați
    [several] { $from } au
   *[one] { $from } a
}
to-a = { $to-is ->
    [you] dumneavoastră ați
    [with-you] { $to } ați
    [several] { $to } au
   *[one] { $to } a
}
with-kind = { $kind ->
    [HELP_KIND_COMPANY] {" "}cu ceva companie
    [HELP_KIND_GETTING_ABOUT] {" "}cu drumurile
    [HELP_KIND_FOOD] {" "}cu mâncarea
    [HELP_KIND_HOME] {" "}cu casa
    [HELP_KIND_MONEY] {" "}cu banii
    [HELP_KIND_HEALTH] {" "}cu sănătatea
    [HELP_KIND_PAPERWORK] {" "}cu scrisorile și formularele
    [HELP_KIND_LEARNING] {" "}cu învățatul
    [HELP_KIND_WORK] {" "}cu munca
    [HELP_KIND_CARE] {" "}cu îngrijirea
    [HELP_KIND_FAMILY] {" "}cu viața de familie
    [HELP_KIND_MAKING] {" "}cu lucrul manual, grădina sau muzica
    [HELP_KIND_SAFETY] {" "}cu siguranța
    [HELP_KIND_THING] {" "}cu un lucru de împrumutat sau de păstrat
   *[HELP_KIND_OTHER] {""}
}
no-yes = { $yes ->
    [no] , deocamdată fără un „da”
   *[yes] {""}
}

## Legătura cu cineva și mersul alături

reached_out = { by-a } încercat să ia legătura cu { $who }{ $manner ->
    [MANNER_IN_PERSON] {" "}față în față
    [MANNER_PHONE] {" "}prin telefon
    [MANNER_ONLINE] {" "}online
    [MANNER_LETTER] {" "}prin scrisoare
    [MANNER_TEXT] {" "}prin mesaj
   *[MANNER_UNSPECIFIED] {""}
}, fără răspuns.
meeting_planned = { who-a } plănuit o întâlnire cu { $with }{ $when-is ->
    [none] {""}
   *[one] {" "}pe { $when }
}{ where }.
met = { $manner ->
    [MANNER_PHONE] { who-a } vorbit la telefon cu { $with }.
    [MANNER_ONLINE] { who-s-a } întâlnit online cu { $with }.
    [MANNER_LETTER] { who-a } schimbat scrisori cu { $with }.
    [MANNER_TEXT] { who-a } schimbat mesaje cu { $with }.
   *[MANNER_UNSPECIFIED] { who-s-a } întâlnit cu { $with }{ where }.
}
met-one-way = { $who-is ->
    [you] { $with } și dumneavoastră v-ați văzut{ where }, dar nu ați vorbit.
   *[one] { $with } și { $who } s-au văzut{ where }, dar nu au vorbit.
}
introduced = { by-a } făcut prezentările între { $who } și { $to }{ no-yes }.
alongside_started = { by-a } început să meargă alături de { $who }{ no-yes }.
alongside_ended = { by-a } încetat să meargă alături de { $who }{ $because ->
    [ENDED_BECAUSE_RESIDENT_CHOSE] , așa cum { who-a } ales
    [ENDED_BECAUSE_SUPPORTER_LEAVING] , pentru că își încheie munca
    [ENDED_BECAUSE_FUNDING_ENDED] , pentru că s-a încheiat finanțarea sau proiectul
    [ENDED_BECAUSE_NOT_A_MATCH] , pentru că nu a fost o potrivire bună
   *[ENDED_BECAUSE_OTHER] {""}
}{ in-brackets-more }.
supporter_away = { $by } lipsește{ $until-is ->
    [none] {""}
   *[one] {" "}până la { $until }
}{ $cover-is ->
    [none] {""}
   *[one] , iar { $cover } îi ține locul
}.
said_how_it_was = { who-a } spus cum a fost: { $how ->
    [HOW_IT_WAS_GOOD] bine
    [HOW_IT_WAS_ALL_RIGHT] destul de bine
   *[HOW_IT_WAS_NOT_GOOD] nu prea bine
}.

## Cereri, oferte, răspunsuri, ajutor

asked_for_help = { $by-is ->
    [none] { who-a } cerut ajutor{ with-kind }{ colon-what }.
   *[one] { by-a } cerut ajutor{ with-kind } pentru { $who }{ colon-what }.
}
ask_picked_up = { by-a } spus „mă ocup eu”{ colon-what }.
offered_help = { by-a } oferit ajutor{ with-kind }{ $to-is ->
    [none] {""}
   *[one] {" "}pentru { $to }
}{ colon-what }{ $size ->
    [HELP_SIZE_FIVE_MINUTES] {" "}(cinci minute)
    [HELP_SIZE_AN_HOUR] {" "}(o oră)
    [HELP_SIZE_A_DAY] {" "}(o zi)
    [HELP_SIZE_A_FEW_TIMES] {" "}(de câteva ori)
    [HELP_SIZE_ONGOING] {" "}(cât timp este dorit)
   *[HELP_SIZE_UNSPECIFIED] {""}
}{ $due-is ->
    [none] {""}
   *[one] , până la { $due }
}{ $changed-is ->
    [none] {""}
   *[one] ; ce s-a schimbat de data trecută: { $changed }
}.
offer_taken_back = { by-a } retras o ofertă de ajutor{ colon-what }{ in-brackets-why }.
offer_answered = { $answer ->
    [ANSWER_YES] { who-a } spus da la o ofertă de ajutor{ colon-what }.
    [ANSWER_NOT_NOW] { who-a } spus „nu acum” la o ofertă de ajutor{ in-brackets-what }{ $until-is ->
        [none] {""}
       *[one] ; oferta se poate repeta după { $until }
    }.
   *[ANSWER_NO] { who-a } spus nu, mulțumesc, la o ofertă de ajutor{ in-brackets-what }{ $until-is ->
        [none] {""}
       *[one] , și { $who-is ->
            [you] ați
            [with-you] ați
           *[one] ar
        } prefera să nu mai vină întrebarea până la { $until }
    }.
}
helped = { from-a } fost de ajutor pentru { $to }{ with-kind }{ colon-what }{ $done ->
    [DONE_BY_GIVER] , și { $from-is ->
        [you] ați
        [with-you] ați
        [several] au
       *[one] a
    } spus că e gata
    [DONE_BY_RECEIVER] , iar { to-a } spus că s-a dus până la capăt
    [DONE_BY_UNSPECIFIED] {" "}(o parte din ce s-a promis)
   *[none] {""}
}.

## O viață

strength_shared = { $by-is ->
    [none] { who-a } împărtășit un punct forte{ colon-what }.
   *[one] { by-a } povestit despre un punct forte, vorbind de { $who }{ colon-what }.
}
hope_shared = { $by-is ->
    [none] { who-a } spus ce contează{ colon-what }.
   *[one] { by-a } spus ce contează pentru { $who }{ colon-what }.
}
moment_happened = { $moment ->
    [MOMENT_HOME_FROM_HOSPITAL] { who-s-a } întors acasă din spital
    [MOMENT_INTO_HOSPITAL] { who-s-a } internat în spital
    [MOMENT_MOVED] { who-s-a } mutat în altă casă
    [MOMENT_LOST_SOMEONE] { who-a } pierdut pe cineva
    [MOMENT_HAD_A_BABY] { who-a } avut un copil
    [MOMENT_STARTED_WORK] { who-a } început munca
    [MOMENT_STOPPED_WORK] { who-a } încetat munca
   *[MOMENT_OTHER] { who-a } trăit un moment important
}{ colon-what }.
life_map_made = { $answers ->
    [0] { who-a } desenat o hartă a vieții.
   *[other] { who-a } desenat o hartă a vieții: { $green } verde, { $yellow } galben, { $red } roșu{ $skipped ->
        [0] {""}
        [one] , { $skipped } răspuns sărit
        [few] , { $skipped } răspunsuri sărite
       *[other] , { $skipped } de răspunsuri sărite
    }.
}
chose_to_work_on = { who-a } ales un lucru de schimbat{ colon-what }{ $by-when-is ->
    [none] {""}
   *[one] , până la { $by-when }
}{ in-brackets-why }.
step_taken = { who-a } făcut un pas{ colon-what }{ $toward-is ->
    [none] {""}
   *[one] {" "}(spre: { $toward })
}.
rest_chosen = { $leave-me-be ->
    [yes] { who-a } spus „lăsați-mă în pace”{ $until-is ->
        [none] {" "}deocamdată
       *[one] {" "}până la { $until }
    }; ușa rămâne deschisă.
   *[no] { who-ar } dori o pauză{ $until-is ->
        [none] {" "}deocamdată
       *[one] {" "}până la { $until }
    }; ușa rămâne deschisă.
}
rest_chosen-ended = { who-s-a } întors dintr-o pauză.
died = { $who-is ->
    [you] s-a scris că ați fi murit.
    [with-you] s-a scris că { $who } ați fi murit.
   *[one] { who-a } murit.
}
moved_away = { who-s-a } mutat în altă parte{ $where-is ->
    [none] {""}
   *[one] {" "}({ $where })
}.

## Cunoașterea oamenilor

first_heard_of = { $how ->
    [HEARD_HOW_FROM_THEMSELVES] { who-a } luat legătura, și așa a aflat { $agency } de { $who }{ not-told }.
    [HEARD_HOW_FROM_SOMEBODY_CLOSE] { $agency } a aflat de { $who } de la cineva apropiat{ not-told }.
    [HEARD_HOW_FROM_AN_AGENCY] { $agency } a aflat de { $who } de la altă organizație{ not-told }.
    [HEARD_HOW_OUT_AND_ABOUT] { $agency } a aflat de { $who } prin cartier{ not-told }.
    [HEARD_HOW_FROM_RECORDS] { $agency } a aflat de { $who } din înregistrări aduse din altă parte{ not-told }.
   *[HEARD_HOW_UNSPECIFIED] { $agency } a aflat de { $who }{ not-told }.
}
not-told = { $know ->
    [THEY_KNOW_NOT_YET] , dar încă nu { $who-is ->
        [you] v-a spus
        [with-you] v-a spus
        [several] le-a spus
       *[one] i-a spus
    }
   *[THEY_KNOW_YES] {""}
}
details_changed = s-au schimbat datele despre { $who }.
bond_told = am aflat că { $bond ->
    [BOND_PARENT] { of-este } părinte pentru { $to }
    [BOND_PARENTAL_RESPONSIBILITY] { of-are } răspundere părintească pentru { $to }
    [BOND_CARES_FOR] { of-are } grijă de { $to }
    [BOND_PARTNER] { $of } și { $to } formează un cuplu
    [BOND_SIBLING] { $of } și { $to } au aceiași părinți
    [BOND_FRIEND] între { $of } și { $to } este o prietenie
    [BOND_NEIGHBOUR] { $of } și { $to } locuiesc aproape
    [BOND_NO_CONTACT] { of-nu } dori nicio legătură cu { $to }
   *[BOND_UNSPECIFIED] { $of } și { $to } au o legătură
}.
bond_told-ended = am aflat că { $bond ->
    [BOND_PARENT] { of-nu-mai-este } părinte pentru { $to }
    [BOND_PARENTAL_RESPONSIBILITY] { of-nu-mai-are } răspundere părintească pentru { $to }
    [BOND_CARES_FOR] { of-nu-mai-are } grijă de { $to }
    [BOND_PARTNER] { $of } și { $to } nu mai formează un cuplu
    [BOND_SIBLING] { $of } și { $to } nu au aceiași părinți
    [BOND_FRIEND] între { $of } și { $to } nu mai este o prietenie
    [BOND_NEIGHBOUR] { $of } și { $to } nu mai locuiesc aproape
    [BOND_NO_CONTACT] { $of } și { $to } pot lua din nou legătura
   *[BOND_UNSPECIFIED] { $of } și { $to } nu mai au o legătură
}.
of-este = { $of } { $of-is ->
    [you] sunteți
   *[one] este
}
of-nu-mai-este = { $of } nu mai { $of-is ->
    [you] sunteți
   *[one] este
}
of-are = { $of } { $of-is ->
    [you] aveți
   *[one] are
}
of-nu-mai-are = { $of } nu mai { $of-is ->
    [you] aveți
   *[one] are
}
of-nu = { $of } nu { $of-is ->
    [you] ați
   *[one] ar
}
lives_together = { $ended ->
    [yes] { $who } nu mai { who-imparte } o casă.
   *[no] { $who } { who-imparte } o casă.
}
who-imparte = { $who-is ->
    [you] împărțiți
    [with-you] împărțiți
    [several] împart
   *[one] împarte
}
circle_changed = { $members-is ->
    [none] deocamdată nu este nimeni în cercul de sprijin pentru { $who }.
   *[one] cercul de sprijin pentru { $who } este acum: { $members }.
}
family_named = { $members-is ->
    [none] { who-a } spus că familia nu are deocamdată pe nimeni.
   *[one] { who-a } spus cine { $who-is ->
        [you] vă
        [with-you] vă
        [several] le
       *[one] îi
    } este familie: { $members }.
}
profiles_may_match = poate că { records } sunt despre aceeași persoană.
profiles_joined = am aflat că { records } sunt despre aceeași persoană.
profiles_separated = am aflat că { records } nu { $count ->
    [one] avea
   *[other] aveau
} locul aici{ in-brackets-why }.
erased = s-a șters definitiv conținutul pentru { records }{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.

hold_placed = { records } { $count ->
    [one] trebuie păstrată
   *[other] trebuie păstrate
} deocamdată{ $until-is ->
    [none] {""}
   *[one] {" "}până la { $until }
}{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.
hold_placed-ended = { records } nu mai { $count ->
    [one] trebuie păstrată
   *[other] trebuie păstrate
}{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.

export_reviewed = { by-a } parcurs ce spune și despre alții, înainte ca { whose-story } să fie dată{ $held ->
    [yes] , și nu s-au dat cuvintele { $count ->
        [one] dintr-o înregistrare
        [few] din { $count } înregistrări
       *[other] din { $count } de înregistrări
    }
   *[no] {""}
}.
restriction_placed = { records } { $count ->
    [one] se păstrează și nu se folosește
   *[other] se păstrează și nu se folosesc
} deocamdată{ $until-is ->
    [none] {""}
   *[one] {" "}până la { $until }
}{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.
restriction_placed-ended = { records } { $count ->
    [one] se poate folosi din nou
   *[other] se pot folosi din nou
}{ $told-is ->
    [none] {""}
   *[one] , cum s-a spus mai întâi pe { $told }
}{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.
retention_set = { retained } se păstrează { $days ->
    [one] o zi
    [few] { $days } zile
   *[other] { $days } de zile
} { $after ->
    [KEPT_AFTER_STILLED] după ce povestea s-a liniștit
   *[other] după ultimul lucru întâmplat
}{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.
retention_set-ended = nu mai este stabilit cât se păstrează { retained }{ $basis-is ->
    [none] {""}
   *[one] {" "}({ $basis })
}.
retained = { $all ->
    [yes] ce se scrie în povești
   *[no] ce se scrie ca „{ $kind }”
}{ $agency-is ->
    [none] {""}
   *[one] {" "}de { $agency }
}

## Ce s-a notat și ce s-a schimbat după aceea

noted = { $what-is ->
    [none] { by-a } făcut o notă.
   *[one] { by-a } notat: { $what }.
}
corrected = { by-a } îndreptat ceva scris{ in-brackets-why }.
withdrawn = { by-a } retras ceva scris{ $because ->
    [WITHDRAWN_BECAUSE_MISTAKE] , pentru că era o greșeală
    [WITHDRAWN_BECAUSE_WRONG_PERSON] , pentru că era despre altcineva
    [WITHDRAWN_BECAUSE_UNSAFE_TO_SHOW] , pentru că nu era sigur de arătat
   *[WITHDRAWN_BECAUSE_UNSPECIFIED] {""}
}{ in-brackets-more }.
taken-back = ceva scris de { $agency } a fost retras.
disagreement_added = { $by } { $by-is ->
    [you] vedeți
    [with-you] vedeți
    [several] văd
   *[one] vede
} altfel lucrurile{ $view-is ->
    [none] {""}
   *[one] : { $view }
}.

## Siguranță și învățare

safety_concern_shared = { by-a } împărtășit o îngrijorare pentru siguranță, despre { $who }, cu { $roles }{ told-them }.
safety_concern_answered = { by-a } răspuns la o îngrijorare pentru siguranță, despre { $who }{ in-brackets-what }{ told-them }.
told-them = { $told ->
    [yes] , și { $who-is ->
        [you] v-a spus
        [with-you] v-a spus
        [several] le-a spus
       *[one] i-a spus
    } acest lucru
   *[no] , fără a { $who-is ->
        [you] vă spune
        [with-you] vă spune
        [several] le spune
       *[one] îi spune
    }{ in-brackets-why }
}
role_held = { $ended ->
    [yes] { $by } nu mai are rolul: { $role }.
   *[no] { $by } are acum rolul: { $role }.
}
looks_released = { by-a } hotărât că { $who } { $who-is ->
    [you] puteți
    [with-you] puteți
    [several] pot
   *[one] poate
} vedea de acum cine a privit din grijă pentru siguranță{ in-brackets-why }.
emergency_opened = { by-a } deschis de urgență { whose-story }{ $until-is ->
    [none] {""}
   *[one] , până la { $until }
}{ in-brackets-why }.
emergency_reviewed = { by-a } verificat după aceea cum s-a deschis de urgență { whose-story }{ in-brackets-what }{ $told ->
    [RESIDENT_TOLD_LATER] {" "}și a hotărât să spună acest lucru mai târziu{ in-brackets-why }
   *[other] {""}
}.
otherwise_told = { by-a } spus ce ar fi putut fi altfel{ colon-what }.

## Alegeri despre ce se arată, și priviri

sharing_chosen = { $level ->
    [SHARING_LEVEL_NOTHING] { $readers-is ->
        [none] { who-a } ales ca { $scope } să rămână „doar între noi”{ until-when }.
       *[one] { who-a } ales ca { $scope } să nu se arate pentru { $readers }{ until-when }.
    }
    [SHARING_LEVEL_SENTENCE] { who-a } ales ca { $scope } să se arate, fără cuvintele spuse, pentru { readers-or-everybody }{ until-when }.
   *[SHARING_LEVEL_WORDS] { who-a } ales ca { $scope } să se arate, cu tot cu cuvintele spuse, pentru { readers-or-everybody }{ until-when }.
}
sharing_chosen-never = { who-a } ales ca povestea să nu se arate deloc pentru { $never }{ until-when }.
readers-or-everybody = { $readers-is ->
    [none] toți cei care merg alături
   *[one] { $readers }
}
until-when = { $until-is ->
    [none] {""}
   *[one] , până la { $until }
}
scope-everything = toată povestea
scope-event = o însemnare{ in-brackets-what }
scope-agency = tot ce a scris { $agency }
scope-group = tot ce ține de { $group-is ->
    [none] un grup
   *[one] grupul { $group }
}
scope-topic = tot ce ține de { $topic ->
    [TOPIC_HEALTH] sănătate
    [TOPIC_ABUSE] abuz
    [TOPIC_IMMIGRATION] imigrație
    [TOPIC_SEXUALITY] sexualitate
    [TOPIC_OFFENCES] fapte penale
   *[TOPIC_UNSPECIFIED] ceva personal
}
scope-kind = { $kind ->
    [first_heard_of] felul în care s-a aflat
    [details_changed] schimbările de date
    [reached_out] încercările de a lua legătura
    [meeting_planned] întâlnirile plănuite
    [met] întâlnirile
    [strength_shared] punctele forte
    [hope_shared] ce contează
    [moment_happened] momentele vieții
    [asked_for_help] cererile de ajutor
    [ask_picked_up] cine de ce se ocupă
    [offered_help] ofertele de ajutor
    [offer_taken_back] ofertele retrase
    [offer_answered] răspunsurile la oferte
    [helped] ajutorul dat
    [introduced] prezentările
    [connected_to_group] grupurile și spațiile noi
    [group_left] grupurile și spațiile părăsite
    [alongside_started] cine a început să meargă alături
    [alongside_ended] cine a încetat să meargă alături
    [supporter_away] cine lipsește
    [bond_told] cine ce este pentru cine
    [lives_together] cine împarte o casă
    [circle_changed] cercul de sprijin
    [family_named] cine este familia
    [life_map_made] hărțile vieții
    [chose_to_work_on] alegerile făcute
    [step_taken] pașii făcuți
    [said_how_it_was] cum a fost
    [rest_chosen] pauzele
    [died] un deces
    [moved_away] o mutare
    [noted] notele
    [safety_concern_shared] îngrijorările pentru siguranță
    [safety_concern_answered] răspunsurile la îngrijorări
    [otherwise_told] ce ar fi putut fi altfel
    [corrected] ce s-a îndreptat
    [withdrawn] ce s-a retras
    [disagreement_added] ce se vede altfel
    [sharing_chosen] alegerile despre ce se arată
    [proxy_named] cine citește și vorbește în numele lor
   *[other] însemnările de un anumit fel
}
looked = { $own ->
    [yes] { $by } a citit { whose-story }, în numele { $who-is ->
        [you] dumneavoastră
       *[one] acestei persoane
    }{ on-day }{ for-purpose }.
   *[no] { $at ->
        [LOOKED_AT_LIST] { reader-a } văzut într-o listă { whose-story }{ in-an-emergency }{ on-day }{ for-purpose }.
        [LOOKED_AT_EVERYTHING] { reader-a } parcurs poveștile tuturor{ as-far-as-written-by }{ from-record }{ up-to-record }{ on-day }{ for-purpose }{ with-reason }.
        [LOOKED_AT_STRUCTURE] { reader-a } văzut când s-a scris ceva în { $all ->
            [yes] poveștile tuturor
           *[no] { whose-story }
        } și care instituție a scris{ as-far-as-written-by }{ from-record }{ up-to-record }{ on-day }{ for-purpose }.
       *[other] { reader-a } citit { whose-story }{ in-an-emergency }{ on-day }{ for-purpose }{ with-reason }.
    }
}
with-reason = { $reason-is ->
    [none] {""}
   *[one] , din acest motiv: { $reason }
}
whose-story = { $who-is ->
    [you] povestea dumneavoastră
   *[one] povestea despre { $who }
}
on-day = { $day-is ->
    [none] {""}
   *[one] {" "}pe { $day }
}
as-far-as-written-by = { $agency-is ->
    [none] {""}
   *[one] , atât cât a scris { $agency }
}
from-record = { $first-is ->
    [none] {""}
   *[one] {" "}de la înregistrarea { $first }
}
up-to-record = { $last-is ->
    [none] {""}
   *[one] {" "}până la înregistrarea { $last }
}
for-purpose = { $why ->
    [visit] , ca să se pregătească pentru o vizită
    [call] , ca să se pregătească pentru un telefon
    [planning] , ca să plănuiască ce urmează
    [safety] , din grijă pentru siguranță
    [records] , ca să țină însemnările în regulă
    [rights] , ca să răspundă la ce a cerut cineva să vadă sau să schimbe
    [audit] , ca să verifice că totul este în regulă
   *[other] { in-brackets-why }
}
proxy-poate = { $proxy-is ->
    [you] puteți
    [with-you] { $proxy } puteți
    [several] { $proxy } pot
   *[one] { $proxy } poate
}
proxy-nu-mai-poate = { $proxy-is ->
    [you] nu mai puteți
    [with-you] { $proxy } nu mai puteți
    [several] { $proxy } nu mai pot
   *[one] { $proxy } nu mai poate
}
proxy_named = { proxy-poate } citi { whose-story }{ $may ->
    [PROXY_MAY_READ_AND_SPEAK] {" "}și vorbi pentru { $who }
   *[other] {""}
}{ on-footing }{ until-when }.
proxy_named-ended = { proxy-nu-mai-poate } citi { whose-story }{ on-footing }.
on-footing = { $basis ->
    [PROXY_BASIS_PARENTAL_RESPONSIBILITY] , în temeiul răspunderii părintești
    [PROXY_BASIS_LASTING_POWER_OF_ATTORNEY] , în temeiul unei procuri de durată
    [PROXY_BASIS_COURT_APPOINTED_DEPUTY] , ca reprezentant numit de instanță
    [PROXY_BASIS_OWN_WISH] , la propria dorință a persoanei
    [PROXY_BASIS_BEST_INTERESTS] , printr-o decizie în interesul persoanei
   *[other] {""}
}
in-an-emergency = { $emergency ->
    [yes] {" "}de urgență
   *[no] {""}
}
# Ce i se spune unui auditor despre o poveste așa cum era și despre ce s-a schimbat în ea. Fiecare $what este o propoziție întreagă.
erased-since = șters{ on-day }{ $basis-is ->
    [none] {""}
   *[one] , pe acest temei: { $basis }
}.
stands-alongside = { $by } merge alături de { $who }{ no-yes }.
stands-promise = { $state ->
    [PROMISE_STATE_WAITING] o cerere de ajutor{ with-kind } așteaptă pe cineva care să se ocupe{ colon-what }.
    [PROMISE_STATE_OFFERED] o ofertă de ajutor{ with-kind } așteaptă un răspuns{ colon-what }.
    [PROMISE_STATE_SAID_DONE] s-a dat ajutor{ with-kind } și se așteaptă să se spună că s-a încheiat cu bine{ colon-what }.
   *[other] s-a promis ajutor{ with-kind } din partea { $whose }{ colon-what }.
}
stands-find-somebody = { $whose } trebuie să găsească pe cineva căruia { $who-is ->
    [you] dumneavoastră să îi spuneți
    [with-you] dumneavoastră să îi spuneți
   *[one] { $who } să îi spună
} da.
stands-acknowledge = o grijă pentru siguranța cuiva ({ $who }) așteaptă un răspuns.
stands-said-no = { $answer ->
    [ANSWER_NOT_NOW] { who-a } spus „nu acum” la ajutor{ with-kind }{ until-when }.
   *[other] { who-a } spus nu, mulțumesc la ajutor{ with-kind }{ until-when }.
}
stands-stilled = { $died ->
    [yes] povestea s-a liniștit, pentru că s-a scris despre un deces ({ $who }).
   *[no] povestea s-a liniștit, pentru că { who-s-a } mutat în altă parte.
}
stands-now = acum: { $what }
stands-no-longer = nu mai este așa: { $what }
change-added = s-a scris: { $what }
change-of = { $said } Înainte scria: { $what }
change-put-right = { $said } Înainte scria: { $what } Acum scrie: { $instead }
change-came = se vede abia acum, dar a fost scris mai devreme: { $what }
change-went = nu se mai vede: { $what }
supporter_reflected = { by-a } privit cât de plină este propria cană: { $cup } din 5.

## Locul

connected_to_group = { who-s-a } alăturat { $group-is ->
    [none] unui grup
   *[one] grupului { $group }
}.
group_left = { who-a } încetat să { $who-is ->
    [you] mergeți
    [with-you] mergeți
   *[one] meargă
} la { $group-is ->
    [none] un grup
   *[one] { $group }
}{ in-brackets-why }.
offer_published = { $agency } are ceva de oferit tuturor{ colon-name }.
offer_withdrawn = { $agency } nu mai oferă{ colon-name }{ in-brackets-why }.
colon-name = { $name-is ->
    [none] {""}
   *[one] : { $name }
}
space_offered = { $agency } a pus la dispoziție un spațiu{ colon-name }{ $location-is ->
    [none] {""}
   *[one] {" "}({ $location })
}.
space_used = { $space-is ->
    [none] un spațiu comun
   *[one] spațiul { $space }
} a fost folosit{ $count ->
    [0] {""}
    [one] {" "}de o persoană
    [few] {" "}de vreo { $count } persoane
   *[other] {" "}de vreo { $count } de persoane
}{ colon-what }.
group_formed = s-a format un grup{ colon-name }{ $space-is ->
    [none] {""}
   *[one] {" "}(la { $space })
}.
agency_joined = { $agency } a început să ia parte.
supporter_joined = { by-a } început să dea sprijin{ in-brackets-what }.
supporter_left = { by-a } plecat.
policy_adopted = s-au adoptat reguli{ $policy-is ->
    [none] {""}
   *[one] : { $policy }
}.
key_changed = s-a schimbat o cheie{ $purpose-is ->
    [none] {""}
   *[one] {" "}(pentru { $purpose })
}.
signing_began = punctele de control se semnează cu încă o cheie.
signing_ended = punctele de control nu se mai semnează cu una dintre chei.
authority_began = certificate noi arată cine se adresează în numele { $agency }.
authority_ended = certificatele unei autorități nu mai arată cine se adresează în numele { $agency }.
certificate_taken_back = un certificat al organizației { $agency } a fost retras.
certificate_made = s-a făcut un certificat cu care se adresează { $agency }.
token_made = s-a făcut un jeton pentru { $agency }, pentru programele sale de pe un singur calculator.
token_removed = un jeton al organizației { $agency } nu mai este valabil.
invitation_made-supporter = { $agency } a invitat pe cineva care dă sprijin să se conecteze.
invitation_made-resident = { $agency } a invitat pe cineva dintre locuitori să se conecteze.
invitation_made-auditor = { $agency } a permis unui auditor să vadă istoria acestui loc.
invitation_used = s-a folosit o invitație de conectare.
account_connected = s-a legat un cont pentru conectare.
sessions_ended = cineva s-a deconectat de peste tot.
account_disconnected = s-a dezlegat un cont pentru conectare.
nothing = s-a scris ceva.
