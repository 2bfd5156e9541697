//! Which column of a list of people holds what, by its name in the first line. It never guesses by what stands below, and says what it chose.

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Id,
    /// The same for all rows of one person: for judging alone.
    Cluster,
    Whole,
    Given,
    KnownAs,
    Middle,
    Family,
    House,
    Line,
    SecondLine,
    Town,
    Postcode,
    State,
    Born,
    Year,
    Month,
    Day,
    Phone,
    Email,
    NhsNumber,
    Social,
}

/// What a column may be called: in lower case, letters and digits alone.
const NAMES: [(Kind, &str); 21] = [
    (Kind::Id, "recid recordid rowid id uniqueid ncid personid clientid"),
    (Kind::Cluster, "cluster clusterid trueid entityid trueclusterid"),
    (Kind::Whole, "name fullname personname"),
    (Kind::Given, "givenname given firstname forename fname first fnamec1"),
    (Kind::KnownAs, "knownas preferredname preferredfirstname nickname"),
    (Kind::Middle, "middlename middle mname secondname fnamec2"),
    (Kind::Family, "surname familyname lastname lname last sname lnamec1"),
    (Kind::House, "streetnumber streetno housenumber houseno housenum"),
    (Kind::Line, "address1 addressline1 addr1 address addr street streetaddress streetname resstreetaddress"),
    (Kind::SecondLine, "address2 addressline2 addr2"),
    (Kind::Town, "suburb city town locality posttown rescitydesc"),
    (Kind::Postcode, "postcode postalcode zip zipcode"),
    (Kind::State, "state county statecd province"),
    (Kind::Born, "dateofbirth dob born birthdate datebirth birth"),
    (Kind::Year, "birthyear yearofbirth yob by"),
    (Kind::Month, "birthmonth monthofbirth bm"),
    (Kind::Day, "birthday dayofbirth bd"),
    (Kind::Phone, "phone telephone mobile phonenumber telephonenumber mobilenumber fullphonenum homephone"),
    (Kind::Email, "email emailaddress"),
    (Kind::NhsNumber, "nhsnumber nhsno nhs"),
    (Kind::Social, "socsecid ssn"),
];

/// FEBRL's, in its order: for a list that begins with one of its rows.
const OF_FEBRL: [Kind; 11] = [
    Kind::Id,
    Kind::Given,
    Kind::Family,
    Kind::House,
    Kind::Line,
    Kind::SecondLine,
    Kind::Town,
    Kind::Postcode,
    Kind::State,
    Kind::Born,
    Kind::Social,
];
/// So many known names make a line a header: one may be somebody's name.
const NAMES_OF_A_HEADER: usize = 2;

/// What each column holds.
pub struct Columns {
    kinds: Vec<Option<Kind>>,
    names: Vec<String>,
    /// Whether the first line names the columns and is nobody's.
    pub has_header: bool,
    /// The column that says who is who, if one was named for it.
    truth: Option<usize>,
}

impl Columns {
    /// By the first line. `truth` is the name of a column that says who is who.
    pub fn of(first: &csv::StringRecord, truth: Option<&str>) -> Result<Self, String> {
        let names: Vec<String> = first.iter().map(str::to_owned).collect();
        let mut kinds: Vec<Option<Kind>> = names.iter().map(|name| kind_of(name)).collect();
        // A birthday by itself is a date; beside a month it is a day.
        if !kinds.contains(&Some(Kind::Month)) {
            kinds.iter_mut().filter(|kind| **kind == Some(Kind::Day)).for_each(|kind| *kind = Some(Kind::Born));
        }
        let has_header = kinds.iter().flatten().count() >= NAMES_OF_A_HEADER;
        if !has_header {
            let is_febrl = names.len() == OF_FEBRL.len() && names[0].starts_with("rec-");
            if !is_febrl {
                return Err(format!(
                    "the first line names no two columns that are known, and is no row of FEBRL's; found: {}",
                    names.join(", ")
                ));
            }
            kinds = OF_FEBRL.map(Some).to_vec();
        }
        if ![Kind::Given, Kind::Family, Kind::Whole].iter().any(|kind| kinds.contains(&Some(*kind))) {
            return Err(format!("no column for a name (such as given_name, surname or full_name); found: {}", names.join(", ")));
        }
        let called = |wanted: &str| names.iter().position(|name| has_header && plain(name) == plain(wanted));
        let column = |wanted: &str| called(wanted).ok_or_else(|| format!("no column is called {wanted}; found: {}", names.join(", ")));
        let truth = truth.map(column).transpose()?;
        // Who is who is told to nobody but the judge.
        if let Some(kind) = truth.and_then(|at| kinds.get_mut(at)).filter(|kind| **kind != Some(Kind::Id)) {
            *kind = None;
        }
        Ok(Self { kinds, names, has_header, truth })
    }

    /// What stands in the first column of a kind that says something.
    pub fn text<'a>(&self, kind: Kind, row: &'a csv::StringRecord) -> &'a str {
        self.texts(kind, row).next().unwrap_or_default()
    }

    /// What stands in all columns of a kind.
    pub fn texts<'a>(&self, kind: Kind, row: &'a csv::StringRecord) -> impl Iterator<Item = &'a str> {
        let of_kind = self.kinds.iter().enumerate().filter(move |(_, known)| **known == Some(kind));
        of_kind.filter_map(|(at, _)| row.get(at)).filter(|text| !text.is_empty())
    }

    /// Who it is, as the list itself says.
    pub fn truth<'a>(&self, row: &'a csv::StringRecord) -> Option<&'a str> {
        let id = self.text(Kind::Id, row);
        let of_febrl =
            || id.strip_prefix("rec-").filter(|_| id.contains("-org") || id.contains("-dup")).and_then(|rest| rest.split('-').next());
        let found = match self.truth {
            Some(at) => row.get(at),
            None => of_febrl().or_else(|| Some(self.text(Kind::Cluster, row))),
        };
        found.filter(|found| !found.is_empty())
    }

    /// What was chosen, in one line.
    pub fn in_words(&self) -> String {
        let told = self.kinds.iter().zip(&self.names).enumerate().map(|(at, (kind, name))| {
            let name = if self.has_header { name.clone() } else { format!("column {}", at + 1) };
            let holds = kind.map_or_else(|| "left out".to_owned(), |kind| format!("{kind:?}"));
            if self.truth == Some(at) { format!("{name}: {holds}, and who is who") } else { format!("{name}: {holds}") }
        });
        told.collect::<Vec<_>>().join("; ")
    }
}

fn kind_of(name: &str) -> Option<Kind> {
    let name = plain(name);
    NAMES.iter().find(|(_, names)| names.split(' ').any(|known| known == name)).map(|(kind, _)| *kind)
}

fn plain(name: &str) -> String {
    name.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()).collect()
}

/// What divides the columns of a first line: whichever of these stands in it most often outside of quotation marks.
pub fn delimiter(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut is_quoted = false;
    for byte in text.lines().next().unwrap_or_default().bytes() {
        is_quoted ^= byte == b'"';
        counts.iter_mut().filter(|(mark, _)| *mark == byte && !is_quoted).for_each(|(_, count)| *count += 1);
    }
    // Of two as frequent, the first.
    counts.iter().rev().max_by_key(|(_, count)| *count).map_or(b',', |(mark, _)| *mark)
}

/// A date as lists write it, in the form of ours: year first, eight digits, or day, month and year (month and day, where only that can be),
/// with - . or / between, and with a time after it or without.
pub fn date(text: &str) -> Option<String> {
    let text = text.split(['T', ' ']).next()?;
    if text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(text.to_owned());
    }
    let parts: Vec<&str> = text.split(['-', '.', '/']).collect();
    let [first, second, third] = parts[..] else { return None };
    let (year, month, day) = if first.len() == 4 { (first, second, third) } else { (third, second, first) };
    let is_other_way = first.len() != 4 && second.parse::<u8>().is_ok_and(|number| number > 12);
    let (month, day) = if is_other_way { (day, month) } else { (month, day) };
    date_of(year, month, day)
}

/// A date whose parts stand in columns of their own.
pub fn date_of(year: &str, month: &str, day: &str) -> Option<String> {
    let is_number = |text: &str, length: usize| (1..=length).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    (year.len() == 4 && is_number(year, 4) && is_number(month, 2) && is_number(day, 2)).then(|| format!("{year}-{month:0>2}-{day:0>2}"))
}
