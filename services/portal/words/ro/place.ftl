### Portalul în română: ce spun paginile sale, în afară de ce s-a întâmplat, care vine de la servicii (services/story/locales). Aici este ce se
### spune oricui; paginile locuitorilor și ale celor care merg alături au fișierele lor.
###
### Cititorul este „dumneavoastră”, ca în frazele din poveste; butoanele sunt la persoana întâi. Participiile care ar cere genul persoanei sunt
### ocolite, fiindcă genul nu se știe. Explicațiile pentru traducători sunt în fișierele din en.

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

## Ce s-a întâmplat, într-o poveste

what-happened = Ce s-a întâmplat
news = { $count ->
    [one] O însemnare nouă – o văd
    [few] { $count } însemnări noi – le văd
   *[other] { $count } de însemnări noi – le văd
}

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
