//! What every store of the log must hold: the same tests for each, and a store is one line. The sentences are the tests' names; what they
//! do lies in a module each. Only the public face of the log is used, so that nothing in here depends on how it does it.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod appending;
mod conditions;
mod damage;
mod erasing;
mod fencing;
mod followers;
mod full;
mod integrity;
mod once;
mod place;
mod postgres;
mod publishing;
mod reading;
mod scene;
mod sharing_room;
mod sqlite;
mod watched;

/// Runs every sentence against a store.
macro_rules! stores {
    ($($store:ident => $place:ty),+ $(,)?) => { $( mod $store {
        type Place = $place;
        contract! {
            appending: positions_have_no_gaps_under_64_callers_at_once;
            appending: requests_that_wait_share_a_commit;
            appending: a_request_is_written_whole_and_in_a_row;
            appending: an_appended_event_is_read_as_it_was_told;
            appending: what_was_acknowledged_is_there_after_a_restart;
            appending: a_closed_log_takes_nothing_in_and_is_still_read;
            sharing_room: a_flood_is_turned_away_in_the_end_and_another_agencys_request_is_in_the_next_commit;
            once: a_request_sent_again_is_answered_with_the_first_receipt;
            once: a_request_sent_many_times_at_once_is_applied_once;
            once: a_request_sent_twice_in_one_commit_is_applied_once;
            once: only_what_was_sent_before_is_looked_for;
            once: a_request_is_known_after_a_restart;
            once: a_request_id_with_other_content_is_turned_away;
            once: a_request_id_twice_in_one_commit_with_other_content_fails_alone;
            once: a_request_id_belongs_to_its_agency;
            once: a_retry_is_good_whatever_was_written_since;
            once: a_request_is_found_by_its_id_with_its_content;
            once: a_known_source_key_is_answered_with_the_first_event;
            once: a_source_key_in_one_commit_twice_is_applied_once;
            once: known_and_unknown_source_keys_are_not_mixed;
            once: one_source_key_is_not_used_twice_in_a_request;
            conditions: a_condition_holds_when_nothing_was_written;
            conditions: a_stale_condition_is_told_where_the_news_is;
            conditions: a_request_that_fails_its_condition_fails_alone;
            conditions: a_condition_sees_what_the_same_commit_wrote_before;
            conditions: a_condition_from_before_the_restart_is_looked_up;
            conditions: news_about_others_does_not_matter;
            conditions: who_knew_of_everybody_before_is_held_to_what_they_read;
            conditions: who_knew_of_everybody_before_a_control_record_decides_again;
            conditions: a_control_record_counts_in_the_commit_that_writes_it;
            conditions: a_look_is_not_news;
            fencing: a_batch_that_builds_on_an_old_head_writes_nothing;
            fencing: a_batch_of_which_something_is_known_writes_nothing_until_somebody_has_looked;
            fencing: a_writer_that_was_overtaken_writes_nothing_and_recovers;
            fencing: an_overtaken_writer_sees_the_news_in_its_conditions;
            fencing: two_writers_at_once_lose_nothing_and_write_nothing_twice;
            reading: no_reader_sees_a_record_before_the_one_before_it;
            reading: a_page_ends_at_its_limit_or_at_the_head;
            reading: whoever_reads_on_misses_nothing_while_the_log_grows;
            reading: whoever_reads_on_ends_where_they_said;
            reading: whoever_reads_on_goes_on_where_a_page_could_not_be_read;
            reading: a_follower_is_woken_when_the_log_grows;
            reading: what_is_asked_for_before_an_answer_is_the_newest_record_that_is_no_look;
            followers: a_follower_is_remembered_with_its_note_after_a_restart;
            followers: a_lease_is_kept_by_its_holder;
            full: a_full_store_stops_acknowledging_and_not_reading;
            full: a_full_store_that_gets_room_goes_on_with_nothing_half_done;
            full: a_conflict_with_what_is_not_written_after_all_is_none;
            erasing: words_are_for_one_person_and_facts_for_everybody_concerned;
            erasing: an_erased_person_is_gone_and_the_others_stories_are_whole;
            erasing: a_part_may_be_missing_only_after_an_erasure;
            publishing: the_root_is_that_of_another_rfc_6962_tree;
            publishing: a_new_log_has_a_checkpoint_and_a_closed_one_its_last;
            publishing: a_log_older_than_its_checkpoint_is_read_and_not_written;
            publishing: a_log_with_another_root_than_published_is_not_written;
            publishing: keys_of_another_log_open_nothing_and_sign_nothing;
            publishing: a_log_in_doubt_signs_nothing;
            publishing: a_store_of_another_log_is_not_opened;
            integrity: an_untouched_log_verifies;
            integrity: one_flipped_bit_in_any_column_is_found_with_its_position;
            integrity: a_removed_record_is_found;
            integrity: a_checkpoint_kept_elsewhere_is_compared;
        }
    } )+ };
}

macro_rules! contract {
    ($($module:ident: $sentence:ident;)+) => { $(
        #[tokio::test(flavor = "multi_thread")]
        async fn $sentence() {
            super::$module::$sentence::<Place>().await;
        }
    )+ };
}

stores! {
    embedded => super::sqlite::SqlitePlace,
    in_postgres => super::postgres::PostgresPlace,
}
