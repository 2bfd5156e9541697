### Portalul în română: ce spun paginile sale, în afară de ce s-a întâmplat, care vine de la servicii (services/story/locales).
###
### Cititorul este „dumneavoastră”, ca în frazele din poveste; butoanele sunt la persoana întâi. Participiile care ar cere genul persoanei sunt
### ocolite, fiindcă genul nu se știe. Explicațiile pentru traducători sunt în en.ftl.

## Pe toate paginile sau pe mai multe

to-the-content = Direct la conținut
leave-quickly = Ies repede
language = Limba
to-the-start = La început
back-to-my-story = Înapoi la povestea mea
further-back = Mai demult
sign-in = Mă conectez
sign-out = Mă deconectez
sign-out-everywhere = Ies de peste tot
not-written-yet = Încă nu s-a scris

## Zile și ore

month-name = { $month ->
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
}
month = { month-name } { $year }
day = { $day } { month-name } { $year }
clock = %H:%M
moment = { $day }, ora { $clock }

## Oameni

supporter = { $name } de la { $agency }
somebody-at = Cineva de la { $agency }
somebody = Cineva
another-resident = Altcineva dintre locuitori

## Înainte de a intra

welcome = O singură poveste, fără întreruperi, împărtășită de oamenii care vă sunt alături
welcome-account = Dacă v-ați legat contul, conectați-vă cu el.
welcome-link =
    Ca să intrați prima dată, folosiți linkul pe care l-ați primit. Dacă nu aveți unul sau nu mai merge, cereți altul de la organizația pe care
    o cunoașteți.
invitation = Invitația dumneavoastră
invitation-alone =
    Cu acest link intrați o singură dată. Este numai pentru dumneavoastră: dacă v-a ajuns din greșeală, vă rugăm să nu îl folosiți și să îi
    spuneți celui care l-a trimis.
invitation-come-in = Intru

## Un cont pentru conectare

account-connect = Data viitoare, fără link
account-connect-how =
    Legați-vă contul o dată și, data viitoare, conectați-vă cu el. Organizațiile nu văd nici contul, nici numele lui.
account-connect-mine = Îmi leg contul
account-yours = Contul dumneavoastră
account-connected = Contul este legat și vă puteți conecta cu el.
account-disconnect = Îmi dezleg contul

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
what-happened = Ce s-a întâmplat
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

## Lângă ceva scris

words-your-own = Cu cuvintele dumneavoastră
words-their-own = Cu propriile cuvinte
words-earlier = Din înregistrări mai vechi
words-writers = Cu cuvintele celui care a scris
entry-put-right = Mai târziu, acest lucru a fost îndreptat.
entry-taken-back = Acest lucru a fost retras.
entry-disagreed = Cineva vede altfel acest lucru.
entry-private = Sunt și cuvinte care rămân private.
entry-take-back = Retrag

## De ce nu s-a scris ceva

unwritten-signed-out =
    Încă nu s-a scris: conectarea s-a încheiat. Conectați-vă în altă filă, apoi trimiteți din nou de aici.
unwritten-cut-off = Formularul nu a ajuns întreg și nu s-a scris nimic. Mergeți înapoi și trimiteți-l din nou.
unwritten-too-long = Textul este prea lung: scurtați-l cam cu { $part } la sută.
unwritten-not-right =
    Încă nu s-a scris: poate ziua este în viitor sau prea departe în trecut, ori o literă nu poate fi păstrată. Mai uitați-vă o dată și
    trimiteți din nou.
unwritten-already =
    O variantă de dinainte a fost deja scrisă. Uitați-vă în poveste înainte de a o trimite și pe aceasta.
unwritten-changed =
    Nu s-a scris: între timp povestea s-a schimbat, iar ce ați trimis nu se mai potrivește. Uitați-vă din nou în poveste.
unwritten-offer-changed =
    Între timp oferta s-a schimbat: poate a fost retrasă sau a primit deja un răspuns. Mergeți la început ca să vedeți cum stau lucrurile.
unwritten-not-yours =
    Nu s-a scris: acest lucru nu îl puteți scrie dumneavoastră. Dacă ar trebui să puteți, întrebați organizația dumneavoastră.
unwritten-who-knows =
    Acum nu se poate spune dacă s-a scris. Trimiteți din nou peste o clipă, fără să schimbați nimic: nu se scrie niciodată de două ori.

## Ce nu a mers și ce este de făcut

problem = Nu a mers
problem-no-such-page = Nu există o astfel de pagină.
problem-no-such-language = Această limbă încă nu este aici. Mergeți la început: în josul paginii sunt cele care sunt.
problem-not-that-way = Așa ceva nu se face mergând la această adresă. Mergeți la început: acolo, tot ce puteți face are un buton.
problem-address =
    Adresa nu este bună: poate îi lipsește o parte sau o parte apare de două ori. Deschideți din nou linkul așa cum l-ați primit sau mergeți la
    început și încercați de acolo.
problem-other-address = Aceasta nu este adresa acestei pagini. Deschideți linkul pe care l-ați primit.
problem-other-page = Cererea a venit de pe altă pagină. Mergeți la început și încercați din nou de acolo.
problem-not-now = Acum nu se poate. Încercați din nou peste o clipă.
problem-not-there = Nu există așa ceva sau nu este pentru dumneavoastră.
problem-not-for-you =
    Nu puteți vedea sau face acest lucru. Dacă ar trebui să puteți, întrebați organizația care v-a invitat.
problem-ours = Ceva nu a mers bine aici. Cine administrează acest loc poate vedea ce a fost.
problem-export = Povestea nu a ajuns întreagă, așa că nu s-a salvat nimic. Încercați din nou peste o clipă.
problem-invitation =
    Acest link nu este bun: a fost folosit, este mai vechi de 24 de ore sau nu a fost făcut niciodată. Cereți unul nou de la cine vi l-a trimis.
problem-no-longer-here =
    Nu mai luați parte aici cu această invitație sau cu acest cont. Dacă ar trebui, cereți o invitație nouă de la organizația pe care o
    cunoașteți.

## De ce nu s-a conectat nimeni

sign-in-not-now = Acum nu se poate conecta nimeni. Încercați din nou peste o clipă.
sign-in-by-link = Aici se intră cu un link primit. Cereți unul de la organizația pe care o cunoașteți.
sign-in-nobodys-account =
    Acolo v-ați conectat, dar aici nimeni nu este legat de acel cont. Cereți o invitație de la organizația pe care o cunoașteți; după ce intrați
    cu ea, vă puteți lega contul.
sign-in-settings =
    Adresa serviciului de conectare trebuie să înceapă cu https:// (http:// doar pe acest calculator), iar cea a portalului trebuie să fie o
    adresă.
sign-in-provider-away = Serviciul de conectare nu răspunde acum; încercați din nou peste o clipă.
sign-in-turned-back = Acolo nu s-a conectat nimeni; încercați din nou dacă asta doreați.
sign-in-another-attempt = Răspunsul ține de altă încercare de conectare; luați-o de la început.
sign-in-taken-once = Serviciul de conectare nu mai primește acest răspuns; luați-o de la început.
sign-in-other-time =
    Răspunsul serviciului de conectare este din alt timp decât acum: cine administrează acest loc trebuie să potrivească ceasul serverului (sau
    ceasul celuilalt este greșit).
sign-in-not-believed = Răspunsul serviciului de conectare nu este de crezut ({ $what ->
    [signature] semnătura
    [issuer] cine l-a dat
    [audience] pentru cine este
    [nonce] numărul de o singură folosire
   *[shape] forma
}); spuneți celui care administrează acest loc.

## Choosing who sees what

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

## The life map

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

## Picking up what somebody asked for

ask-picked-up = Altcineva a spus că se ocupă. Numele stă scris în poveste.
