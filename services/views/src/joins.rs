//! Which profiles are one story. The edges are what was said ("these are the same person"); a story is a connected component, named by
//! its smallest number. A separation cuts every edge between the named profiles and the rest, and nothing else: each profile keeps
//! exactly what was written about it, whenever it was written.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use crate::ViewError;

/// Joins profiles into one story. Returns every story that changed, old names and new.
pub(crate) fn join(transaction: &Connection, people: &[i64]) -> Result<BTreeSet<i64>, ViewError> {
    let mut insert = transaction.prepare_cached("insert or ignore into joined (a, b) values (?1, ?2)")?;
    for (index, a) in people.iter().enumerate() {
        for b in &people[index + 1..] {
            insert.execute(params![a.min(b), a.max(b)])?;
        }
    }
    regroup(transaction, people)
}

/// Separates profiles from the rest of their stories.
pub(crate) fn separate(transaction: &Connection, leaving: &[i64]) -> Result<BTreeSet<i64>, ViewError> {
    let everybody = companions(transaction, leaving)?;
    let mut cut = transaction.prepare_cached("delete from joined where a = ?1 and b = ?2")?;
    for a in leaving {
        for b in everybody.iter().filter(|person| !leaving.contains(person)) {
            cut.execute(params![a.min(b), a.max(b)])?;
        }
    }
    regroup(transaction, &everybody)
}

/// Whom this profile was said to be one person with, as far as that stands.
pub(crate) fn joined_with(rows: &Connection, person: i64) -> Result<Vec<i64>, ViewError> {
    let mut select = rows.prepare_cached("select b from joined where a = ?1 union select a from joined where b = ?1")?;
    let others = select.query_map([person], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(others)
}

/// The profiles of one story.
pub(crate) fn members(transaction: &Connection, story: i64) -> Result<Vec<i64>, ViewError> {
    let mut select = transaction.prepare_cached("select number from person where story = ?1 order by number")?;
    let members = select.query_map([story], |row| row.get(0))?.collect::<Result<_, _>>()?;
    Ok(members)
}

/// Everybody in the stories of these people.
fn companions(transaction: &Connection, people: &[i64]) -> Result<Vec<i64>, ViewError> {
    let mut stories = BTreeSet::new();
    for person in people {
        stories.insert(story_of(transaction, *person)?);
    }
    let mut everybody = Vec::new();
    for story in stories {
        everybody.extend(members(transaction, story)?);
    }
    Ok(everybody)
}

pub(crate) fn story_of(transaction: &Connection, person: i64) -> Result<i64, ViewError> {
    Ok(transaction.prepare_cached("select story from person where number = ?1")?.query_row([person], |row| row.get(0))?)
}

/// Names the components anew for everybody in the stories of these people.
fn regroup(transaction: &Connection, people: &[i64]) -> Result<BTreeSet<i64>, ViewError> {
    let everybody = companions(transaction, people)?;
    let mut edges: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    let mut touching = transaction.prepare_cached("select a, b from joined where a = ?1 union select a, b from joined where b = ?1")?;
    for person in &everybody {
        for edge in touching.query_map([person], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))? {
            let (a, b) = edge?;
            edges.entry(a).or_default().push(b);
            edges.entry(b).or_default().push(a);
        }
    }
    let mut changed = BTreeSet::new();
    let mut placed = BTreeSet::new();
    let mut rename = transaction.prepare_cached("update person set story = ?1 where number = ?2")?;
    for start in &everybody {
        changed.insert(story_of(transaction, *start)?);
        if placed.contains(start) {
            continue;
        }
        // `everybody` is not sorted across stories, so the component's name is its smallest member, not where the walk began.
        let component = walk(*start, &edges);
        let name = component.iter().next().copied().unwrap_or(*start);
        for member in &component {
            changed.insert(story_of(transaction, *member)?);
            rename.execute([name, *member])?;
        }
        changed.insert(name);
        placed.extend(component);
    }
    Ok(changed)
}

fn walk(start: i64, edges: &BTreeMap<i64, Vec<i64>>) -> BTreeSet<i64> {
    let mut component = BTreeSet::from([start]);
    let mut open = vec![start];
    while let Some(person) = open.pop() {
        for next in edges.get(&person).into_iter().flatten() {
            if component.insert(*next) {
                open.push(*next);
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::*;

    fn five_people() -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(include_str!("../../../migrations/views/0006_views.sql")).unwrap();
        for number in 1..=5_i64 {
            connection.execute("insert into person values (?1, ?2, 'a', 0, ?1)", params![number, number.to_be_bytes().as_slice()]).unwrap();
        }
        connection
    }

    fn stories(connection: &Connection) -> Vec<i64> {
        let mut select = connection.prepare("select story from person order by number").unwrap();
        select.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>().unwrap()
    }

    #[test]
    fn joined_profiles_are_one_story_named_by_the_smallest() {
        let mut connection = five_people();
        let transaction = connection.transaction().unwrap();
        join(&transaction, &[4, 2]).unwrap();
        join(&transaction, &[4, 5]).unwrap();
        transaction.commit().unwrap();
        assert_eq!(stories(&connection), [1, 2, 3, 2, 2]);
    }

    #[test]
    fn a_separated_profile_leaves_the_others_joined() {
        let mut connection = five_people();
        let transaction = connection.transaction().unwrap();
        join(&transaction, &[1, 2, 3]).unwrap();
        separate(&transaction, &[1]).unwrap();
        transaction.commit().unwrap();
        assert_eq!(stories(&connection), [1, 2, 2, 4, 5]);
    }

    #[test]
    fn profiles_joined_only_through_another_part_when_it_leaves() {
        let mut connection = five_people();
        let transaction = connection.transaction().unwrap();
        join(&transaction, &[1, 2]).unwrap();
        join(&transaction, &[2, 3]).unwrap();
        separate(&transaction, &[2]).unwrap();
        transaction.commit().unwrap();
        assert_eq!(stories(&connection), [1, 2, 3, 4, 5]);
    }

    #[test]
    fn joining_again_after_a_separation_works() {
        let mut connection = five_people();
        let transaction = connection.transaction().unwrap();
        join(&transaction, &[1, 2]).unwrap();
        separate(&transaction, &[2]).unwrap();
        join(&transaction, &[2, 1]).unwrap();
        transaction.commit().unwrap();
        assert_eq!(stories(&connection), [1, 1, 3, 4, 5]);
    }
}
