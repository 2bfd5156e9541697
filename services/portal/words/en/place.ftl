### The portal in English: what its pages say, but for what happened, which the services tell (services/story/locales). Here: what is said to
### anybody. What residents' and supporters' own pages say lies beside.
###
### For translators. Copy this folder, name it for your language (a BCP 47 tag), translate what stands to the right of each "=", and add the
### language's line to src/words.rs. Write as one speaks with a neighbour: short, plain and warm. Residents read this, often on an old phone.
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

## What happened, in a story

what-happened = What happened
# A link that comes up where something new was written.
news = { $count ->
    [one] { $count } new entry – show
   *[other] { $count } new entries – show
}

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
