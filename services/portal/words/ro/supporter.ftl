### Portalul în română: paginile celor care merg alături. Restul explicațiilor este în place.ftl.
###
### Despre cel a cărui poveste este se vorbește fără „el” și „ea”: „persoana”, sau verbul singur.

## Pe mai multe dintre ele

home = Acasă
back-to-the-story = Înapoi la poveste
waiting = Așteaptă pe cineva
quiet = Liniște de mai mult timp decât s-a stabilit
since = din { $day }
not-met-yet = Încă fără întâlniri
nameless = Cineva al cărui nume nu îl puteți vedea
in-a-few-words = În câteva cuvinte, dacă doriți
there-are-more = Mai sunt și altele.
there-are-more-than-the-oldest = Mai sunt și altele; se văd cele mai vechi.
manner-in-person = Față în față
manner-phone = La telefon
manner-online = Prin video sau chat
manner-text = Prin mesaj
manner-letter = Prin scrisoare

## Prima pagină

home-find = Caut pe cineva
home-promised = Ce am promis
home-due = până la { $day }
home-away = Cine lipsește
home-away-nobody-covers = { $who } lipsește până la { $day }. Nimeni nu îi ține locul.
home-away-covered = { $who } lipsește până la { $day }. { $cover } îi ține locul.
home-visits = Cine face vizite săptămâna aceasta
home-visit-with = cu { $who }
home-visit-you = dumneavoastră
home-people = Oamenii cărora le sunt alături
home-nobody = Acum nu sunteți alături de nimeni.
home-covered = Unde țin locul cuiva
home-instead-of = În loc de { $who }
home-last-met = Ultima întâlnire: { $day }
home-next = Următoarea: { $day }
home-open-promises = { $count ->
    [one] { $count } promisiune deschisă
    [few] { $count } promisiuni deschise
   *[other] { $count } de promisiuni deschise
}
home-news = { $count ->
    [one] { $count } noutate de când v-ați uitat
    [few] { $count } noutăți de când v-ați uitat
   *[other] { $count } de noutăți de când v-ați uitat
}
home-news-many = Cel puțin { $count } de noutăți de când v-ați uitat

## De ce trebuie să se ocupe o organizație

agency = Organizația noastră
agency-nothing = Acum nimic nu așteaptă pe nimeni.
agency-waiting-how = Încă nu a spus nimeni că se ocupă.
agency-left = Cineva a plecat
agency-left-how = Acum nu mai merge nimeni alături. Găsiți pe cineva căruia persoana să îi spună da.
agency-roles = Roluri pe care nu le are nimeni
agency-roles-how = La fiecare așteaptă o grijă pentru siguranța cuiva. Numiți pe cineva chiar astăzi.

## Cum se caută cineva

find = Caut
find-name = Un nume
find-hint = Numele cuiva pe care organizația dumneavoastră îl știe, prenumele, numele de familie sau amândouă; sau al unui grup ori al unui spațiu.
find-people = Oameni
find-groups = Grupuri și spații
# $agency wrote of it.
find-group = Un grup, de la { $agency }
find-space = Un spațiu, de la { $agency }
find-nobody = Nimeni cu acest nume
find-otherwise = Încercați doar cu unul dintre nume sau cu alt fel de a-l scrie.
find-more = Mai sunt și alte persoane. Scrieți mai mult din nume.

## O poveste

story-say-it = se spune { $how }
story-died = A murit pe { $day }
story-moved-away = S-a mutat în altă parte pe { $day }
story-why = De ce citiți această poveste?
story-why-how = Ce s-a întâmplat se vede după ce spuneți de ce citiți. Motivul se notează.
story-why-call = Ca să iau legătura cu oamenii apropiați
story-why-planning = Ca să plănuiesc ce mai este de făcut
story-why-records = Ca să pun însemnările în ordine
story-why-safety = Pentru că cineva poate nu este în siguranță
story-why-show = Văd povestea
story-left-in-peace = Deocamdată a cerut liniște. Ușa este deschisă.
story-resting = Se odihnește. Ușa este deschisă.
story-resting-until = Se odihnește până la { $day }. Ușa este deschisă.
story-log-away = Acum pot lipsi unele dintre cele mai noi însemnări.
story-tried = Am încercat, fără răspuns
story-strengths = La ce se pricepe, ce știe, ce îi place
story-hopes = Ce contează
story-do-not-ask = Vă rugăm să nu mai întrebați despre
story-reach = Cum se poate lua legătura în siguranță
story-languages = Vorbește
story-access = Ce face întâlnirile mai ușoare
story-last-met = Ultima întâlnire
story-next-meeting = Următoarea întâlnire
story-groups = Ia parte la
story-alongside = Cine este alături
story-nobody-alongside = Nimeni, din ce puteți vedea.
story-you = Dumneavoastră
story-without-yes = fără un „da”
story-away-nobody-covers = Lipsește până la { $day }; nimeni nu îi ține locul.
story-away-covered = Lipsește până la { $day }. { $cover } îi ține locul.
story-circle = Cercul de sprijin
story-family = Cine este familia
story-nothing = Nimic, din ce puteți vedea.
story-may-be-private = Pot fi și alte lucruri, care rămân private.

## Cum se ia legătura cu cineva

reach-phone = Sunați la { $at }
reach-text = Scrieți un mesaj la { $at }
reach-letter = Scrieți o scrisoare la { $at }
reach-online = Online: { $at }
reach-visit = Mergeți la { $at }
reach-other = Luați legătura la { $at }

## Cum se numesc limbile

language-ar = arabă
language-bfi = limba semnelor britanică
language-bg = bulgară
language-bn = bengaleză
language-en = engleză
language-es = spaniolă
language-fr = franceză
language-gu = gujarati
language-it = italiană
language-lt = lituaniană
language-pa = punjabi
language-pl = poloneză
language-pt = portugheză
language-ro = română
language-so = somaleză
language-sq = albaneză
language-ta = tamilă
language-tr = turcă
language-ur = urdu
language-yo = yoruba

## Ce s-a promis

promises = Promisiuni deschise
promise-waiting = { $what } – încă nu se ocupă nimeni
promise-offered = { $what } – s-a oferit, încă fără răspuns
promise-promised = { $what } – s-a promis
promise-said-done = { $what } – cine a ajutat spune că e gata; cine a primit ajutorul încă nu a spus
promise-find-somebody = De găsit pe cineva căruia să îi spună da
promise-answer-worry = De răspuns la o grijă pentru siguranța cuiva
promise-nobodys = Încă a nimănui
promise-see-to-it = Mă ocup eu
promise-see-to-it-of = { promise-see-to-it }: { $what }
promise-picked-up = Altcineva a spus că se ocupă. Numele stă scris în poveste.

## Cine a fost alături și când

ribbon = Cine a mers alături de-a lungul timpului
ribbon-nobody = Nimeni, din ce puteți vedea
ribbon-from-to = din { $from } până la { $to }

## Harta vieții, lângă una de dinainte

life-map = Harta vieții
life-map-then = Atunci
life-map-now = Acum
life-map-sum = { $when } · { $green ->
    [one] { $green } merge bine
   *[other] { $green } merg bine
} · { $yellow } așa și așa · { $red } greu
life-map-each = Fiecare lucru în parte
life-map-green = merge bine
life-map-yellow = așa și așa
life-map-red = greu
life-map-answer = { $indicator }: { $colour }
life-map-was = atunci { $colour }

## Numai o parte din poveste

filter-who = Cine a scris
filter-everybody = Oricine
filter-kind = Ce fel
filter-everything = Orice
filter-show = Arată
filter-only-some = Se vede doar o parte din poveste.
filter-show-all = Văd toată povestea
kind-met = Timp petrecut împreună
kind-reached-out = Încercări de a lua legătura
kind-strengths = Puncte forte
kind-hopes = Ce contează
kind-asks = Cereri de ajutor
kind-offers = Oferte
kind-helped = Ajutor dat
kind-moments = Momente ale vieții
kind-noted = Alte note

## Cum se adaugă ce s-a întâmplat

add = Adaug ce s-a întâmplat
add-preview = Așa se va citi
add-preview-how = Cu numele persoanei în loc de „cineva”, pentru cine are voie să vadă.
add-kind = Ce s-a întâmplat?
add-met = Am petrecut timp împreună
add-reached-out = Am încercat să iau legătura – fără răspuns
add-strength = Ceva la care se pricepe, ce știe sau ce îi place
add-hope = Ceva ce contează pentru această persoană
add-asked = A cerut ajutor
add-offered = Am oferit ajutor
add-noted = Altceva
add-what = Despre ce a fost vorba, în câteva cuvinte?
add-what-hint = Acestea intră în propoziția pe care o văd și alții. Puteți lăsa gol dacă ați petrecut timp împreună sau nu ați primit răspuns.
add-what-changed = Poate că a mai spus nu la așa ceva. Ce s-a schimbat de atunci?
add-what-changed-hint = Persoana va vedea ce scrieți.
add-help = Dacă este vorba de ajutor: ce fel?
add-help-none = Alegeți, dacă este vorba de ajutor
add-date = În ce zi?
add-manner = Cum ați luat legătura?
add-manner-none = Prefer să nu spun
add-words = Cuvinte
add-words-hint = Numai pentru organizația dumneavoastră și pentru persoana despre care scrieți, dacă nu alege ea să arate mai mult.
add-whose = Ale cui sunt aceste cuvinte?
add-whose-mine = Ale mele
add-whose-theirs = Ale persoanei, așa cum le-a spus
add-audience = Cine poate vedea?
add-audience-usual = Ca de obicei: propoziția pentru cei alături cu acordul persoanei, cuvintele pentru noi
add-audience-just-us = Doar noi: organizația noastră și persoana
add-it = Adaug
add-look = Văd cum se va citi
add-no-what = Spuneți în câteva cuvinte despre ce este vorba.
add-no-help = Alegeți ce fel de ajutor este.
add-no-date = Spuneți în ce zi a fost. Ziua aceasta nu există în calendar.
add-no-kind = Alegeți ce s-a întâmplat.
add-said-no = Nu s-a scris: persoana a spus nu la acest fel de ajutor. Dacă s-a schimbat ceva, spuneți ce. Dacă nu, lăsați lucrurile așa.

## Feluri de ajutor

help-company = Companie
help-getting-about = Drumuri
help-food = Mâncare
help-home = Casă
help-money = Bani
help-health = Sănătate
help-paperwork = Scrisori și formulare
help-learning = Învățat
help-work = Muncă
help-care = Îngrijire
help-family = Copii și familie
help-making = Lucru manual, grădină, muzică, credință, sport
help-safety = Siguranță
help-thing = Un lucru împrumutat sau dăruit
help-other = Altceva

## Cum se retrage ceva

take-back-how = Povestea va spune că s-a retras ceva și cine a scris acel lucru. Nu se rescrie nimic.
take-back-not-yet = Încă nu s-a retras
take-back-why = De ce?
take-back-mistake = Nu s-a întâmplat sau nu s-a întâmplat așa
take-back-wrong-person = Este vorba despre altcineva. Se ascunde imediat
take-back-unsafe = Ar pune pe cineva în pericol dacă se vede. Se ascunde imediat
take-back-no-why = Alegeți de ce retrageți.
take-back-changed = S-a retras deja sau rămâne așa cum este. Uitați-vă din nou în poveste.

## Când începe mersul alături

start-title = Mersul alături
start = Își dorește să îi fiu alături
start-how = Totul începe cu un „da”. Dacă nu îl aveți, întrebați mai întâi.
start-yes = Al cui este „da”-ul?
start-yes-own = Persoana însăși a spus da
start-yes-best-interests = S-a hotărât așa pentru binele persoanei
start-manner = Cum s-a spus?
start-every = Cât de des vă veți întâlni?
start-every-week = În fiecare săptămână
start-every-two-weeks = La două săptămâni
start-every-month = În fiecare lună
start-now-and-then = Din când în când
start-view = Dacă s-a hotărât în interesul persoanei: cine a fost întrebat
start-begin = Sunt alături
start-no-yes = Spuneți al cui este „da”-ul.
start-no-manner = Spuneți cum s-a spus.
start-no-every = Alegeți cât de des vă veți întâlni.
start-no-view = Spuneți cine a fost întrebat.

## Când se încheie

end-title = Nu mai sunt alături
end = Nu mai pot merge alături
end-how =
    Nimeni nu este dat mai departe. Dacă nu mai merge altcineva alături, rămâne o promisiune: de găsit pe cineva căruia persoana să îi spună da.
end-why = De ce se încheie?
end-chose = A spus: nu, mulțumesc
end-leaving = Plec din această muncă
end-funding = Banii pentru asta s-au terminat
end-match = Nu ne-am potrivit
end-other = Altceva
end-finds = Cine are grijă să se găsească altcineva?
end-finds-me = Eu
end-write = Notez
end-no-why = Alegeți de ce se încheie.

## Undoing what was just written

undo-written = S-a scris.
undo = Anulez
