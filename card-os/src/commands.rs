//! The commands, one module per family, and their dispatch.
//!
//! A handler is `#[inline(never)]`: all of them in the frame of the dispatch would make it as large
//! as the largest of them, for every command.

mod authentication;
mod binary;
mod certificates;
mod channel;
mod chip_authentication;
mod data;
mod environment;
mod jicsap;
mod keys;
mod life;
mod management;
mod operation;
mod pace;
mod part;
mod passwords;
mod pins;
mod records;
mod search_record;
mod selection;
mod signature;
mod terminal_authentication;

pub(crate) use management::create;

use apdu_spec::file::LifeCycle;
use apdu_spec::profile::card::SERIAL_TAG;
use apdu_spec::request::Request;
use apdu_spec::status::StatusWord;

use crate::context::Context;
use crate::objects::NodeId;
use crate::reply::Reply;

/// Runs a command. `Ok` is committed by the card; `Err` leaves everything as it was, but for a
/// try that was spent.
#[inline(never)]
pub(crate) fn dispatch(
    cx: &mut Context<'_>,
    request: Request<'_>,
    reply: &mut Reply<'_>,
) -> Result<(), StatusWord> {
    check_life_cycle(cx, &request)?;
    match request {
        Request::Select(command) => selection::select(cx, command, reply),
        Request::ManageChannel(command) => channel::manage_channel(cx, command, reply),
        Request::ReadBinary(command) => binary::read_binary(cx, command, reply),
        Request::ReadBinaryOdd(command) => binary::read_binary_odd(cx, command, reply),
        Request::WriteBinary(command) => binary::write_binary(cx, command, reply),
        Request::WriteBinaryOdd(command) => binary::write_binary_odd(cx, command, reply),
        Request::UpdateBinary(command) => binary::update_binary(cx, command, reply),
        Request::UpdateBinaryOdd(command) => binary::update_binary_odd(cx, command, reply),
        Request::SearchBinary(command) => binary::search_binary(cx, command, reply),
        Request::SearchBinaryOdd(command) => binary::search_binary_odd(cx, command, reply),
        Request::EraseBinary(command) => binary::erase_binary(cx, command, reply),
        Request::EraseBinaryOdd(command) => binary::erase_binary_odd(cx, command, reply),
        Request::ReadRecord(command) => records::read_record(cx, command, reply),
        Request::ReadRecordOdd(command) => records::read_record_odd(cx, command, reply),
        Request::WriteRecord(command) => records::write_record(cx, command, reply),
        Request::UpdateRecord(command) => records::update_record(cx, command, reply),
        Request::UpdateRecordOdd(command) => records::update_record_odd(cx, command, reply),
        Request::AppendRecord(command) => records::append_record(cx, command, reply),
        Request::SearchRecord(command) => search_record::search_record(cx, command, reply),
        Request::EraseRecord(command) => records::erase_record(cx, command, reply),
        Request::EraseAllRecords(command) => records::erase_record(cx, command.into(), reply),
        Request::GetData(command) => data::get_data(cx, command, reply),
        Request::PutData(command) => data::put_data(cx, command, reply),
        Request::GetDataOdd(command) => data::get_data_odd(cx, command, reply),
        Request::PutDataOdd(command) => data::put_data_odd(cx, command, reply),
        Request::Verify(command) => pins::verify(cx, command, reply),
        Request::VerifyOdd(command) => pins::verify_odd(cx, command, reply),
        Request::EnableVerificationRequirement(command) => {
            pins::enable_verification_requirement(cx, command, reply)
        }
        Request::DisableVerificationRequirement(command) => {
            pins::disable_verification_requirement(cx, command, reply)
        }
        Request::ChangeReferenceData(command) => pins::change_reference_data(cx, command, reply),
        Request::ResetRetryCounter(command) => pins::reset_retry_counter(cx, command, reply),
        Request::LogOut(command) => pins::log_out(cx, command, reply),
        Request::GetChallenge(command) => authentication::get_challenge(cx, command, reply),
        Request::ExternalAuthenticate(command) => {
            authentication::external_authenticate(cx, command, reply)
        }
        Request::InternalAuthenticate(command) => {
            authentication::internal_authenticate(cx, command, reply)
        }
        Request::GeneralAuthenticate(command) if cx.pace.is_under_way(cx.channels.number()) => {
            pace::step(cx, command, reply)
        }
        Request::GeneralAuthenticate(command) => {
            authentication::general_authenticate(cx, command, reply)
        }
        Request::GeneralAuthenticateOdd(command) => {
            authentication::general_authenticate(cx, command.0, reply)
        }
        Request::ManageSecurityEnvironment(command) => {
            environment::manage_security_environment(cx, command, reply)
        }
        Request::PerformSecurityOperation(command) => {
            operation::perform_security_operation(cx, command, reply)
        }
        Request::GenerateKeyPair(command) => keys::generate_key_pair(cx, command, reply),
        Request::GenerateKeyPairOdd(command) => keys::generate_key_pair_odd(cx, command, reply),
        Request::CreateFile(command) => management::create_file(cx, command, reply),
        Request::DeleteFile(command) => life::delete_file(cx, command, reply),
        Request::DeactivateFile(command) => life::deactivate_file(cx, command, reply),
        Request::ActivateFile(command) => life::activate_file(cx, command, reply),
        Request::TerminateDf(command) => life::terminate_df(cx, command, reply),
        Request::TerminateEf(command) => life::terminate_ef(cx, command, reply),
        Request::TerminateCardUsage(command) => life::terminate_card_usage(cx, command, reply),
        Request::SignWithKey(command) => jicsap::sign_with_key(cx, command, reply),
        Request::ChangeKey(command) => pins::change_reference_data(cx, command.into(), reply),
        Request::UnlockKey(command) => pins::reset_retry_counter(cx, command.into(), reply),
        Request::LockDf(command) => life::deactivate_file(cx, command.into(), reply),
        Request::UnlockDf(command) => life::activate_file(cx, command.into(), reply),
        // Handled by the card before the dispatch: here there is no rest of an answer, and no
        // ENVELOPE within an ENVELOPE.
        Request::GetResponse(_) | Request::Envelope(_) | Request::EnvelopeOdd(_) => {
            Err(StatusWord::CONDITIONS_NOT_SATISFIED)
        }
    }
}

/// A card whose MF is terminated, or whose files cannot be loaded, answers SELECT and GET DATA of
/// the serial number only.
fn check_life_cycle(cx: &Context<'_>, request: &Request<'_>) -> Result<(), StatusWord> {
    if cx.damaged {
        return match request {
            Request::Select(command) if selection::names_the_mf(command) => Ok(()),
            Request::GetData(command) if command.tag == SERIAL_TAG => Ok(()),
            _ => Err(StatusWord::MEMORY_FAILURE),
        };
    }
    let in_use =
        cx.tree.node(NodeId::MF).is_some_and(|master| master.life != LifeCycle::Terminated);
    match request {
        Request::Select(_) | Request::GetData(_) => Ok(()),
        _ if in_use => Ok(()),
        _ => Err(StatusWord::CONDITIONS_NOT_SATISFIED),
    }
}
