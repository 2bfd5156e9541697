### Portalul în română: paginile locuitorilor. Restul explicațiilor este în place.ftl.

## Povestea proprie

my-story = Povestea mea
my-story-resting = Vă odihniți. Ușa este deschisă.
my-story-looks = Cine s-a uitat la povestea mea
my-story-export = Îmi iau povestea cu mine
my-story-empty = Încă nu este scris nimic aici.
offers = Ce mi s-a oferit
offers-answers = „Da”, „nu acum” și „nu” sunt toate răspunsuri bune.
answer-yes = Da, vă rog
answer-not-now = Nu acum
answer-no = Nu, mulțumesc
answer-to = { $answer }: { $offer }
rest = O pauză
rest-how = Dacă doriți o pauză, spuneți. Nimeni nu va insista, iar ușa rămâne deschisă.
rest-wish = Aș dori o pauză
rest-back = Înapoi din pauză
rest-back-how = Dați de știre când doriți să vă caute din nou oamenii.
rest-i-am-back = Am revenit

## Cuvintele proprii

say = Adaug cuvintele mele
say-words = Cu cuvintele mele
say-what-is-it = Ce este?
say-noted = Ceva de ținut minte
say-noted-seen = Puteți vedea doar dumneavoastră și organizația care v-a invitat, dacă nu alegeți să arătați mai mult.
say-hope = Ceva ce contează pentru mine
say-strength = Ceva la care mă pricep, ce știu sau ce îmi place
say-shared-seen = Pot vedea cei care vă sunt alături și cărora le-ați spus da.
say-add = Adaug la povestea mea
say-nothing = Scrieți mai întâi câteva cuvinte.

## Altă părere despre ceva scris

disagree = Eu văd altfel lucrurile
disagree-how =
    Ce s-a scris rămâne, iar felul în care vedeți dumneavoastră lucrurile stă alături. Cine poate citi ce s-a scris poate citi și părerea
    dumneavoastră.
disagree-view = Cum văd eu lucrurile
disagree-add = Pun alături
disagree-nothing = Spuneți în câteva cuvinte cum vedeți lucrurile.

## Cine s-a uitat

looks = Cine s-a uitat
looks-none = Încă nu s-a uitat nimeni la povestea dumneavoastră.
looks-why = A spus și de ce: { $reason }

## Cine ce vede

my-story-sharing = Aleg cine ce vede
my-story-alongside = Cine îmi e alături
sharing = Cine ce vede
sharing-usual =
    Dacă nu alegeți nimic: cei care vă sunt alături cu acordul dumneavoastră văd propoziții simple. Cuvintele sunt pentru dumneavoastră și
    pentru cine le-a scris. Sănătatea și alte lucruri personale sunt închise de la început.
sharing-chosen = Ce ați ales
# $what, $with and $level are taken from the choices below.
sharing-chosen-line = { $what } – { $with }: { $level }
# $line is the one above.
sharing-chosen-until = { $line }, până la { $day }
sharing-what = Despre ce este vorba?
sharing-everything = Toată povestea mea
sharing-written-by = Ce a scris { $agency }
sharing-health = Sănătate
sharing-abuse = Abuz
sharing-immigration = Imigrație
sharing-sexuality = Sexualitate
sharing-offences = Fapte pedepsite de lege
sharing-one-entry = O singură însemnare
sharing-some-entries = Unele însemnări
sharing-level = Cât pot vedea?
sharing-nothing = Doar noi
sharing-nothing-how = Numai dumneavoastră și cine a scris.
sharing-sentence = Propoziția simplă
sharing-sentence-how = Ce s-a întâmplat, fără cuvintele dumneavoastră.
sharing-words = Și cuvintele
sharing-words-how = Ce s-a întâmplat și ce s-a spus.
sharing-with = Cu cine?
sharing-everybody = Toți cei care îmi sunt alături
sharing-until = Până când? Lăsați gol pentru fără sfârșit.
sharing-look = Văd ce ar vedea
sharing-choose = Aleg asta
sharing-not-right = Alegeți din nou, vă rugăm: poate că ziua nu există în calendar.
sharing-preview = Ce ar vedea
sharing-sees = { $agency } ar vedea asta
sharing-sees-nothing = { $agency } nu ar vedea nimic
sharing-nothing-there = Nimic din povestea dumneavoastră.
sharing-and-more = Și altele, de mai demult.

## Harta vieții

my-story-map = Îmi desenez harta vieții
map = Harta vieții mele
map-how = Spuneți cum este fiecare lucru pentru dumneavoastră acum. Săriți peste ce doriți. Nimeni nu dă note și o puteți desena din nou oricând.
map-green = Merge bine
map-yellow = Așa și așa
map-red = Greu
map-skip = Sar peste
map-add = O pun în povestea mea
map-nothing-chosen = Alegeți o culoare pentru cel puțin un lucru.
map-area-money-and-work = Bani și muncă
map-enough-money = Am bani destui
map-steady-income = Banii îmi vin regulat
map-bills-paid = Facturile mele sunt plătite
map-debt-i-can-manage = Ce datorez pot da înapoi
map-savings = Pot pune ceva deoparte
map-work-that-suits-me = Munca mi se potrivește
map-bank-account = Am un cont la bancă
map-benefits-right = Primesc banii la care am dreptul
map-good-food = Mănânc bine
map-area-health-and-care = Sănătate și îngrijire
map-body = Trupul meu se simte bine
map-teeth-and-eyes = Dinții și ochii îmi sunt bine
map-mood = Am o stare bună
map-sleep = Dorm bine
map-moving-about = Mă pot mișca
map-medicine = Primesc medicamentele pe care le vreau
map-time-to-myself = Am timp pentru mine
map-care-i-choose = Aleg cine mă îngrijește și cum
map-clean-air = Aerul din jurul meu e curat
map-area-home = Acasă
map-warm-home = Casa mea e caldă
map-dry-home = Casa mea e uscată
map-room-enough = E loc destul
map-safe-at-home = Acasă sunt în siguranță
map-kitchen = Pot găti în bucătăria mea
map-bathroom = Baia mea merge
map-front-door = Ușa mea e a mea
map-furniture = Am mobila pe care o vreau
map-neighbours = Mă înțeleg cu vecinii
map-area-learning-and-getting-about = Învățat și drumuri
map-reading-and-writing = Citesc și scriu cum vreau
map-speaking-english = Vorbesc engleza cum vreau
map-phone-and-internet = Am telefon și internet
map-school-for-my-children = Școala e bună pentru copiii mei
map-new-skills = Învăț lucruri noi
map-buses-and-trains = Ajung unde vreau
map-knowing-my-rights = Îmi cunosc drepturile
map-my-own-culture = Îmi pot trăi cultura
map-area-people = Oameni
map-friends = Am prieteni
map-family = Ne e bine împreună în familie
map-love = Am iubire în viața mea
map-somebody-to-call = Am pe cine să sun
map-being-listened-to = Oamenii mă ascultă
map-groups = Mă alătur altora
map-giving-to-others = Dau ceva altora
map-voting-and-voice = Vocea mea contează
map-area-within = Înăuntru
map-hope = Am speranță
map-confidence = Am încredere în mine
map-calm = Sunt în pace
map-making-my-own-choices = Fac alegerile mele
map-faith-or-meaning = Am credință sau ceva care dă sens
map-looking-forward = Aștept ceva cu bucurie
map-being-myself = Pot fi cine sunt
