## For an auditor

audit = Istorie și dovezi
audit-checkpoint = Până unde e semnat jurnalul
audit-no-checkpoint = Încă nu s-a semnat nimic. Se semnează într-un minut de la prima înregistrare.
audit-records = Înregistrări
audit-root = Rădăcina arborelui
audit-keys = Semnat cu
audit-keys-how = Comparați cu cheia pe care ați primit-o personal.
audit-witnesses = Martori
audit-no-witness = Niciun martor nu a semnat.
audit-wanted = { $count ->
    [0] Acest loc nu cere niciun martor.
    [one] Acest loc cere un martor.
    [few] Acest loc cere { $count } martori.
   *[other] Acest loc cere { $count } de martori.
}
audit-openings = Deschise de urgență
audit-no-openings = Nicio poveste nu a fost deschisă de urgență.
audit-to-look-at = Nimeni nu s-a uitat încă la asta
audit-told = Persoana a aflat
audit-not-told = Persoana nu a aflat încă
audit-the-story = Povestea
audit-more = Mai sunt; se arată cele mai noi.
audit-as-known = O poveste așa cum se știa
audit-differences = Ce s-a schimbat între două zile
audit-person = A cui poveste
audit-person-how = Identificatorul unuia dintre profilurile sale.
audit-as-agency = Cum o vedea o organizație; lăsați gol pentru tot
audit-reason = De ce o citiți
audit-reason-how = Fără motiv se arată numai când și de către cine. Persoana află motivul. Nu numiți pe nimeni în el.
audit-on = În ce zi
audit-show = Arată
audit-back = Sau mergeți înapoi de azi
audit-slide = Mergi la ziua aceea
audit-known-on = Așa cum se știa pe { $day }
# Both are numbers.
audit-up-to = Până la înregistrarea { $position }; { $entries ->
    [one] o însemnare
    [few] { $entries } însemnări
   *[other] { $entries } de însemnări
} în total.
audit-hidden = Organizația aceea nu avea voie să știe atunci de această poveste.
audit-structure-only = Numai când și de către cine. Dați un motiv ca să citiți mai mult.
audit-standing = Cum stăteau lucrurile
audit-from = De la sfârșitul acestei zile
audit-to = Până la sfârșitul acestei zile; lăsați gol pentru acum
audit-nothing-changed = Nu s-a schimbat nimic.
audit-nobody-looked = Nimeni nu s-a uitat la această poveste.
