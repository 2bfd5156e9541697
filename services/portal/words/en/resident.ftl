### The portal in English: residents' own pages. What else there is to know stands in place.ftl.

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
