### The portal in English: supporters' own pages. What else there is to know stands in place.ftl.

## On several of them

home = Home
back-to-the-story = Back to the story
waiting = Waiting for somebody
quiet = Quiet for longer than was agreed
since = since { $day }
not-met-yet = Not met yet
nameless = Somebody whose name is not yours to see
in-a-few-words = In a few words, if you like
there-are-more = There are more.
there-are-more-than-the-oldest = There are more; the oldest are shown.
manner-in-person = Face to face
manner-phone = By phone
manner-online = By video or chat
manner-text = By text
manner-letter = By letter

## The first page

home-find = Find somebody
home-promised = What I promised
# When something was promised for.
home-due = by { $day }
home-away = Who is away
# $who and $cover are supporters.
home-away-nobody-covers = { $who } is away until { $day }. Nobody covers.
home-away-covered = { $who } is away until { $day }. { $cover } covers.
home-visits = Who visits this week
# $who may be several people, the next among them.
home-visit-with = with { $who }
home-visit-you = you
home-people = The people I’m alongside
home-nobody = You are alongside nobody just now.
home-covered = For whom I cover
# $who is a supporter who is away.
home-instead-of = For { $who }
home-last-met = Last met { $day }
home-next = Next { $day }
home-open-promises = { $count ->
    [one] { $count } open promise
   *[other] { $count } open promises
}
home-news = { $count } new since you looked
home-news-many = { $count } or more new since you looked

## What an agency has to see to

agency = Our agency
agency-nothing = Nothing waits for anybody just now.
agency-waiting-how = Nobody has said yet that they will see to it.
agency-left = Somebody left
agency-left-how = Nobody walks beside them now. Find somebody they say yes to.
agency-roles = Roles that nobody holds
agency-roles-how = A worry about safety waits for each of these. Name somebody today.

## Finding somebody

find = Find
find-name = A name
find-hint = Of somebody your agency knows, their first name, family name or both; or of a group or a space.
find-people = People
find-groups = Groups and spaces
# $agency wrote of it.
find-group = A group, from { $agency }
find-space = A space, from { $agency }
find-nobody = Nobody by that name
find-otherwise = Try one of their names alone, or another way to spell it.
find-more = There are more. Write more of the name.

## A story

# How a name is said: "ROH-za".
story-say-it = say { $how }
story-died = Died on { $day }
story-moved-away = Moved away on { $day }
story-why = Why are you reading this story?
story-why-how = What happened is shown once you say why. It is written down.
story-why-call = To be in touch with the people close to them
story-why-planning = To plan what still has to be done
story-why-records = To put records in order
story-why-safety = Because somebody may not be safe
story-why-show = Show the story
story-left-in-peace = They asked to be left in peace for now. The door is open.
story-resting = Resting. The door is open.
story-resting-until = Resting until { $day }. The door is open.
story-log-away = Some of the newest may be missing just now.
story-tried = Tried, no answer
story-strengths = Good at, knows, enjoys
story-hopes = What matters
story-do-not-ask = Please don’t ask again about
story-reach = Safe ways to reach them
story-languages = Speaks
story-access = Makes it easy to be together
story-last-met = Last met
story-next-meeting = Next meeting
story-groups = Joins in with
story-alongside = Who is alongside
story-nobody-alongside = Nobody that you can see.
story-you = You
story-without-yes = without a yes
# $cover is a supporter.
story-away-nobody-covers = Away until { $day }; nobody covers.
story-away-covered = Away until { $day }. { $cover } covers.
story-circle = Their circle
story-family = Whom they call family
story-nothing = Nothing that you can see.
story-may-be-private = There may be more that is private.

## Ways to reach somebody

# $at is a number, an address or a place.
reach-phone = Ring { $at }
reach-text = Text { $at }
reach-letter = Write to { $at }
reach-online = Online: { $at }
reach-visit = Visit { $at }
reach-other = Reach them at { $at }

## What languages are called

language-ar = Arabic
language-bfi = British Sign Language
language-bg = Bulgarian
language-bn = Bengali
language-en = English
language-es = Spanish
language-fr = French
language-gu = Gujarati
language-it = Italian
language-lt = Lithuanian
language-pa = Punjabi
language-pl = Polish
language-pt = Portuguese
language-ro = Romanian
language-so = Somali
language-sq = Albanian
language-ta = Tamil
language-tr = Turkish
language-ur = Urdu
language-yo = Yoruba

## What was promised

promises = Open promises
# $what is what somebody asked for, or offered.
promise-waiting = { $what } – nobody has picked this up yet
promise-offered = { $what } – offered, no answer yet
promise-promised = { $what } – promised
promise-said-done = { $what } – said to be done; they have not said so yet
promise-find-somebody = Find somebody they say yes to
promise-answer-worry = Answer a worry about safety
promise-nobodys = Nobody’s yet
promise-see-to-it = I’ll see to it
# Heard, not seen: the button above, and which promise it takes up.
promise-see-to-it-of = { promise-see-to-it }: { $what }
promise-picked-up = Somebody else has said that they will see to it. Their name stands in the story.

## Who was alongside, and when

ribbon = Accompanied over time
ribbon-nobody = Nobody that you can see
ribbon-from-to = { $from } to { $to }

## The life map beside an earlier one

life-map = The life map
life-map-then = Then
life-map-now = Now
# How much of it is how.
life-map-sum = { $when } · { $green } going well · { $yellow } so-so · { $red } hard
life-map-each = Each part of it
life-map-green = going well
life-map-yellow = so-so
life-map-red = hard
# $indicator is one of those of the life map, $colour one of the three above.
life-map-answer = { $indicator }: { $colour }
life-map-was = then { $colour }

## Some of a story alone

filter-who = Who wrote it
filter-everybody = Everybody
filter-kind = What kind
filter-everything = Everything
filter-show = Show
filter-only-some = Only some of the story is shown.
filter-show-all = Show all of it
kind-met = Time spent together
kind-reached-out = Tried to reach them
kind-strengths = Strengths
kind-hopes = What matters
kind-asks = Asked for help
kind-offers = Offers
kind-helped = Help given
kind-moments = Life moments
kind-noted = Other notes

## Adding what happened

add = Add what happened
add-preview = It will read like this
add-preview-how = With their name in place of “someone”, for those who may see it.
add-kind = What happened?
add-met = We spent time together
add-reached-out = I tried to reach them – no answer
add-strength = Something they are good at, know or enjoy
add-hope = Something that matters to them
add-asked = They asked for help
add-offered = I offered help
add-noted = Something else
add-what = What was it about, in a few words?
add-what-hint = This enters the shared sentence. You may leave it out where you spent time together or got no answer.
add-what-changed = They may have said no to this before. What has changed since?
add-what-changed-hint = They will see this.
add-help = If it is about help: what kind?
add-help-none = Choose, if it is about help
add-date = On which day?
add-manner = How were you in touch?
add-manner-none = I’d rather not say
add-words = Words
add-words-hint = Only for your agency and for them, unless they choose to share more.
add-whose = Whose words are these?
add-whose-mine = Mine
add-whose-theirs = Theirs, as they said them
add-audience = Who may see it?
add-audience-usual = As usual: the sentence for those alongside with a yes, the words for us
add-audience-just-us = Just us: our agency and them
add-it = Add it
add-look = See how it will read
add-no-what = Say in a few words what it is about.
add-no-help = Choose what kind of help it is.
add-no-date = Say on which day it was. That day is not in the calendar.
add-no-kind = Choose what happened.
add-said-no = Not written: they said no to this kind of help. If something has changed, say what. If not, let it rest.

## Kinds of help

help-company = Company
help-getting-about = Getting about
help-food = Food
help-home = The home
help-money = Money
help-health = Health
help-paperwork = Letters and forms
help-learning = Learning
help-work = Work
help-care = Care
help-family = Children and family
help-making = Making, growing, music, faith, sport
help-safety = Safety
help-thing = A thing lent or given
help-other = Something else

## Taking back

take-back-how = The story will say that something was taken back, and who wrote it. Nothing is rewritten.
take-back-not-yet = Not taken back yet
take-back-why = Why?
take-back-mistake = It did not happen, or not like that
take-back-wrong-person = It is about somebody else. This hides it at once
take-back-unsafe = It is not safe to show. This hides it at once
take-back-no-why = Choose why you take it back.
take-back-changed = It was taken back already, or stays as it is. Look in the story again.

## Walking alongside

start-title = Walking alongside
start = They would like me alongside
start-how = It starts with a yes. Without one, ask first.
start-yes = Whose yes is it?
start-yes-own = They said it themselves
start-yes-best-interests = It was decided in their best interests
start-manner = How was it said?
start-every = How often will you meet?
start-every-week = Every week
start-every-two-weeks = Every two weeks
start-every-month = Every month
start-now-and-then = Now and then
start-view = If it was decided in their best interests: who was asked
start-begin = I’m alongside
start-no-yes = Say whose yes it is.
start-no-manner = Say how it was said.
start-no-every = Choose how often you will meet.
start-no-view = Say who was asked.

## No longer alongside

end-title = No longer alongside
end = I can no longer walk alongside
end-how = Nobody is passed on. If nobody else walks beside them, it becomes a promise to find somebody they say yes to.
end-why = Why does it end?
end-chose = They said: no thank you
end-leaving = I am leaving this work
end-funding = The money for it has ended
end-match = We did not get on
end-other = Something else
end-finds = Who sees to it that somebody is found?
# An answer to the question above.
end-finds-me = I do
end-write = Write it down
end-no-why = Choose why it ends.

## Undoing what was just written

undo-written = Written.
undo = Undo
