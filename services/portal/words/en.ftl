### The portal in English: what its pages say, but for what happened, which the services tell (services/story/locales).
###
### For translators. Copy this file, name it for your language (a BCP 47 tag), translate what stands to the right of each "=", and add the file's
### line to src/words.rs. Write as one speaks with a neighbour: short, plain and warm. Residents read this, often on an old phone.
###
### Names are the page's, and then what is said there. What several pages say comes first.

## On every page, or on several

to-the-content = To the content
leave-quickly = Leave quickly
# Heard, not seen: where the language is chosen.
language = Language
to-the-start = To the start
back-to-my-story = Back to my story
further-back = Further back
sign-in = Sign in
sign-out = Sign out
sign-out-everywhere = Sign out everywhere
not-written-yet = Not written yet

## Days and times

month-name = { $month ->
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
}
# Above the entries of a month. $month and $year are numbers.
month = { month-name } { $year }
day = { $day } { month-name } { $year }
# How a time of day is written: %-I:%M %P is 3:30 pm, %H:%M is 15:30.
clock = %-I:%M %P
moment = { $day }, { $clock }

## People

# $name is a supporter's, $agency is an agency's.
supporter = { $name } from { $agency }
somebody-at = Somebody at { $agency }
somebody = Somebody
another-resident = Another resident

## Before somebody has come in

welcome = One continuous story, shared by the people who walk beside you
welcome-account = If you have connected your account, sign in with it.
welcome-link =
    To come in for the first time, use the link that you were given. If you have none, or it no longer works, ask the agency that you know for a
    new one.
invitation = Your invitation
invitation-alone =
    This link lets you in once. It is for you alone: if it came to you by mistake, please don’t use it, and tell whoever sent it.
invitation-come-in = Come in

## An account to sign in with

account-connect = Come back without a link
account-connect-how =
    Connect your account once, and sign in with it the next time. The agencies see neither the account nor its name.
account-connect-mine = Connect my account
account-yours = Your account
account-connected = Your account is connected, and you can sign in with it.
account-disconnect = Disconnect it

## A resident's own story

my-story = My story
my-story-resting = You are resting. The door is open.
my-story-looks = Who looked at my story
my-story-export = Take my story with me
my-story-empty = Nothing is written here yet.
offers = Offered to me
offers-answers = Yes, not now and no are all good answers.
answer-yes = Yes, please
answer-not-now = Not now
answer-no = No, thank you
# Heard, not seen: a button with one of the answers above, and which offer it answers.
answer-to = { $answer }: { $offer }
what-happened = What happened
rest = A rest
rest-how = If you would like a pause, say so. Nobody will press you, and the door stays open.
rest-wish = I’d like a rest
rest-back = Back from a rest
rest-back-how = Say so when you would like to hear from people again.
rest-i-am-back = I’m back

## Their own words

say = Add my own words
say-words = In my words
say-what-is-it = What is it?
say-noted = Something to remember
say-noted-seen = Only you and the agency that invited you read it, unless you choose to share more.
say-hope = Something that matters to me
say-strength = Something I am good at, know or enjoy
say-shared-seen = Those who are alongside you with your yes can see it.
say-add = Add it to my story
say-nothing = Write a little first.

## Another view of an entry

disagree = I see it differently
disagree-how = What was written stays, and how you see it stands beside it. Whoever can read the one can read the other.
disagree-view = How I see it
disagree-add = Put it beside
disagree-nothing = Say in a few words how you see it.

## Who looked

looks = Who looked
looks-none = Nobody has looked at your story yet.
# $reason is what whoever looked wrote.
looks-why = They said why: { $reason }

## Beside an entry

# Above each: somebody's words.
words-your-own = In your own words
words-their-own = In their own words
words-earlier = From earlier records
words-writers = In the writer’s words
entry-put-right = This was put right later.
entry-taken-back = This was taken back.
entry-disagreed = Somebody disagrees with this.
entry-private = There are words that are private.
entry-take-back = Take it back

## Why something was not written

unwritten-signed-out = Not written yet: you are no longer signed in. Sign in in another tab, then send this again from here.
unwritten-cut-off = This form did not arrive whole, and nothing was written. Go back, and send it again.
# $part is a number, of a hundred.
unwritten-too-long = This is too long: take away about { $part } in 100 of it.
unwritten-not-right =
    Not written yet: the day may lie ahead or too far back, or a letter in it cannot be kept. Look it over, and send it again.
unwritten-already = An earlier version of this was written already. Look in the story before you send this as well.
unwritten-changed = Not written: the story has changed meanwhile, and this no longer fits. Look in the story again.
unwritten-offer-changed =
    This offer has changed meanwhile: it may have been taken back, or answered. Go to the start to see how it stands.
unwritten-not-yours = Not written: this is not yours to write. If it should be, ask your agency.
unwritten-who-knows =
    It cannot be said just now whether this was written. Send it again in a moment, as it is: it is never written twice.

## What did not work, and what to do

problem = That did not work
problem-no-such-page = There is no such page.
problem-no-such-language = This language is not here yet. Go to the start: at the foot of the page are those that are.
problem-not-that-way = That is not done by going to this address. Go to the start: what you can do has a button there.
problem-address =
    This address is not right: part of it may be missing, or there twice. Follow the link again as it was given to you, or go to the start and
    try again from there.
problem-other-address = This is not the address of this page. Follow the link that you were given.
problem-other-page = That came from another page. Go to the start, and try again from there.
problem-not-now = That cannot be done just now. Try again in a moment.
problem-not-there = That is not there, or not for you.
problem-not-for-you = That is not for you to see or do. If it should be, ask the agency that invited you.
problem-ours = Something went wrong here. Whoever runs this place can see what it was.
problem-export = Your story did not arrive whole, so nothing was saved. Try again in a moment.
problem-invitation =
    This link does not count: it was used, is older than 24 hours, or was never made. Ask whoever sent it to you for a new one.
problem-no-longer-here =
    You no longer take part here under this invitation or account. If you should, ask the agency that you know for a new one.

## Why nobody was signed in

sign-in-not-now = Nobody can be signed in just now. Try again in a moment.
sign-in-by-link = People sign in here with a link that they were given. Ask the agency that you know for one.
sign-in-nobodys-account =
    You are signed in there, and nobody here is connected to that account. Ask the agency that you know for an invitation; once you have come in
    with it, you can connect your account.
sign-in-settings =
    The provider’s address must begin with https:// (http:// only on this machine), and the portal’s own must be an address.
sign-in-provider-away = The provider of sign-in cannot be reached just now; try again in a moment.
sign-in-turned-back = Nobody was signed in there; try again if you meant to.
sign-in-another-attempt = This answer belongs to another attempt to sign in; begin again.
sign-in-taken-once = The provider no longer takes this answer; begin again.
sign-in-other-time =
    The provider’s answer is from another time than now: whoever runs this place must set the clock of its server (or the provider’s is wrong).
sign-in-not-believed = The provider’s answer is not believed ({ $what ->
    [signature] its signature
    [issuer] its issuer
    [audience] its audience
    [nonce] its nonce
   *[shape] its shape
}); tell whoever runs this place.

## Choosing who sees what

my-story-sharing = Choose who sees what
my-story-alongside = Who walks beside me
sharing = Who sees what
sharing-usual =
    If you choose nothing: those alongside you with your yes see plain sentences. Words are for you and whoever wrote them. Health and other
    private things start closed.
sharing-chosen = What you have chosen
# $what, $with and $level are taken from the choices below.
sharing-chosen-line = { $what } – { $with }: { $level }
# $line is the one above.
sharing-chosen-until = { $line }, until { $day }
sharing-what = What is it about?
sharing-everything = My whole story
sharing-written-by = What { $agency } wrote
sharing-health = Health
sharing-abuse = Abuse
sharing-immigration = Immigration
sharing-sexuality = Sexuality
sharing-offences = Offences
sharing-one-entry = One entry
sharing-some-entries = Some entries
sharing-level = How much may they see?
sharing-nothing = Just us
sharing-nothing-how = Only you and whoever wrote it.
sharing-sentence = The plain sentence
sharing-sentence-how = What happened, and no words of yours.
sharing-words = The words too
sharing-words-how = What happened, and what was said.
sharing-with = With whom?
sharing-everybody = Everybody alongside me
sharing-until = Until when? Leave it empty for no end.
sharing-look = See what they would see
sharing-choose = Choose this
sharing-not-right = Choose again, please: a day may not be in the calendar.
sharing-preview = What they would see
sharing-sees = { $agency } would see this
sharing-sees-nothing = { $agency } would see nothing
sharing-nothing-there = Nothing of your story.
sharing-and-more = And more from before.

## The life map

my-story-map = Draw my life map
map = My life map
map-how = Say how each thing is for you just now. Skip whatever you like. Nobody marks it, and you can draw it again on any day.
map-green = Going well
map-yellow = So-so
map-red = Hard
map-skip = Skip
map-add = Put it in my story
map-nothing-chosen = Choose a colour for one thing at least.
map-area-money-and-work = Money and work
map-enough-money = I have enough money
map-steady-income = My money comes in steadily
map-bills-paid = My bills are paid
map-debt-i-can-manage = What I owe, I can pay back
map-savings = I can save a little
map-work-that-suits-me = My work suits me
map-bank-account = I have a bank account
map-benefits-right = I get the money I have a right to
map-good-food = I eat well
map-area-health-and-care = Health and care
map-body = My body feels well
map-teeth-and-eyes = My teeth and eyes are well
map-mood = My mood is good
map-sleep = I sleep well
map-moving-about = I can move about
map-medicine = I get the medicine I want
map-time-to-myself = I have time to myself
map-care-i-choose = I choose who cares for me, and how
map-clean-air = The air around me is clean
map-area-home = Home
map-warm-home = My home is warm
map-dry-home = My home is dry
map-room-enough = There is enough room
map-safe-at-home = I am safe at home
map-kitchen = I can cook in my kitchen
map-bathroom = My bathroom works
map-front-door = My front door is my own
map-furniture = I have the furniture I want
map-neighbours = I get on with my neighbours
map-area-learning-and-getting-about = Learning and getting about
map-reading-and-writing = I read and write as I want to
map-speaking-english = I speak English as I want to
map-phone-and-internet = I have a phone and the internet
map-school-for-my-children = School is good for my children
map-new-skills = I learn new things
map-buses-and-trains = I get where I want to go
map-knowing-my-rights = I know my rights
map-my-own-culture = I can live my own culture
map-area-people = People
map-friends = I have friends
map-family = My family and I are well together
map-love = There is love in my life
map-somebody-to-call = There is somebody I can call
map-being-listened-to = People listen to me
map-groups = I join in with others
map-giving-to-others = I give something to others
map-voting-and-voice = My voice counts
map-area-within = Within
map-hope = I have hope
map-confidence = I trust myself
map-calm = I feel calm
map-making-my-own-choices = I make my own choices
map-faith-or-meaning = I have faith, or something that gives meaning
map-looking-forward = There is something to look forward to
map-being-myself = I can be myself

## Picking up what somebody asked for

ask-picked-up = Somebody else has said that they will see to it. Their name stands in the story.
