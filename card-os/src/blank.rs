//! The files of a blank card: an MF in creation state, the administrator key, EF.ATR/INFO.

use apdu_spec::access::{AccessMode, Condition, Rule, Rules};
use apdu_spec::file::{
    Algorithm, DataCoding, EF_ATR_INFO, FileControlParameters, Key, Kind, KindParameters,
    LifeCycle, Usage,
};
use apdu_spec::limits::Capacity;
use apdu_spec::profile::card::ADMINISTRATOR_KEY;
use apdu_spec::profile::{ISSUED_DF, ISSUER_IN_CONFIDENCE};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::Writer;

use crate::commands::create;
use crate::context::Context;
use crate::objects::{Header, NO_SLOT, NodeId, Secret, TransparentFile, WriteMode};

/// The administrator key: EXTERNAL and MUTUAL AUTHENTICATE without a security condition, CHANGE
/// REFERENCE DATA after either, encrypted. No rule allows INTERNAL AUTHENTICATE with it.
const KEY_RULES: &[Rule<'_>] = &[
    Rule { modes: &[AccessMode::EXTERNAL_AUTHENTICATE], condition: Condition::Always },
    Rule { modes: &[AccessMode::CHANGE], condition: ISSUER_IN_CONFIDENCE },
];

const FREE_TO_READ: &[Rule<'_>] =
    &[Rule { modes: &[AccessMode::READ], condition: Condition::Always }];

const PLAIN: FileControlParameters<'_> =
    FileControlParameters { life: Some(LifeCycle::Activated), ..FileControlParameters::EMPTY };

/// A step of creating the files of a blank card: one transaction, because the next one reads what
/// it wrote. After a power failure in between the card has no administrator key: it allows nothing,
/// and is formatted anew.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Step {
    MasterFile,
    AdministratorKey,
    AtrInfo,
}

/// What a blank card is given.
pub(crate) struct InitialParameters<'a> {
    pub(crate) transport_key: &'a [u8; 16],
    /// The longest command data field that every command takes, in bytes.
    pub(crate) command: usize,
    /// The longest answer, in bytes.
    pub(crate) answer: usize,
    /// What the card holds at most.
    pub(crate) capacity: Capacity,
    /// Pre-issuing data for EF.ATR/INFO; the card does not look into it.
    pub(crate) pre_issuing: &'a [u8],
}

impl Step {
    /// The steps, in order.
    pub(crate) const ALL: [Self; 3] = [Self::MasterFile, Self::AdministratorKey, Self::AtrInfo];

    /// Takes the step, within a transaction.
    pub(crate) fn run(
        self,
        cx: &mut Context<'_>,
        parameters: &InitialParameters<'_>,
    ) -> Result<(), StatusWord> {
        match self {
            Self::MasterFile => master_file(cx),
            Self::AdministratorKey => administrator_key(cx, parameters),
            Self::AtrInfo => atr_info(cx, parameters),
        }
    }
}

fn master_file(cx: &mut Context<'_>) -> Result<(), StatusWord> {
    let mut rules = [0; RULES_MAX];
    let control = FileControlParameters {
        life: Some(LifeCycle::Initialisation),
        rules: encoded(&mut rules, ISSUED_DF)?,
        ..PLAIN
    };
    let mut header = Header::empty();
    header.make(NodeId::MF, NO_SLOT, &control)?;
    header.store(cx.store, NodeId::MF)?;
    cx.tree.insert(NodeId::MF, header.node()?).map_err(|_| StatusWord::NOT_ENOUGH_MEMORY)
}

fn administrator_key(
    cx: &mut Context<'_>,
    parameters: &InitialParameters<'_>,
) -> Result<(), StatusWord> {
    let mut rules = [0; RULES_MAX];
    let key = Key { algorithm: Algorithm::Aes128, usage: Usage::MUTUAL_AUTHENTICATE, tries: 0 };
    let control = FileControlParameters {
        kind: Kind::Key,
        parameters: KindParameters::Key(key),
        fid: ADMINISTRATOR_KEY,
        rules: encoded(&mut rules, KEY_RULES)?,
        ..PLAIN
    };
    let id = create(cx, NodeId::MF, &control)?;
    Secret::store(cx.store, id, parameters.transport_key)
}

/// EF.ATR/INFO (ISO/IEC 7816-4:2020, 12.2.2): card service data, card capabilities as in the
/// historical bytes of the card's own ATR (here also that the host may choose the number of a
/// channel), the longest command and response APDU (DO `7F66`), what the card holds at most (DO
/// `73`), and the pre-issuing data (DO `46`) when there is some.
fn atr_info(cx: &mut Context<'_>, parameters: &InitialParameters<'_>) -> Result<(), StatusWord> {
    let longest = |bytes| u16::try_from(bytes).unwrap_or(u16::MAX).to_be_bytes();
    let mut bytes = [0; 112];
    let mut writer = Writer::new(&mut bytes);
    writer.tlv(0x43u8, &[0xF8]).tlv(0x47u8, &[0xF7, DataCoding::CARD.to_byte(), 0xFB]);
    writer.nested(0x7F66u16, |w| {
        w.tlv(0x02u8, &longest(parameters.command)).tlv(0x02u8, &longest(parameters.answer));
    });
    parameters.capacity.encode(&mut writer);
    if !parameters.pre_issuing.is_empty() {
        writer.tlv(PRE_ISSUING, parameters.pre_issuing);
    }
    let content = writer.finish().ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
    let mut rules = [0; RULES_MAX];
    let control = FileControlParameters {
        kind: Kind::Transparent,
        parameters: KindParameters::Transparent {
            size: u16::try_from(content.len()).map_err(|_| StatusWord::NOT_ENOUGH_MEMORY)?,
        },
        fid: EF_ATR_INFO,
        rules: encoded(&mut rules, FREE_TO_READ)?,
        ..PLAIN
    };
    let id = create(cx, NodeId::MF, &control)?;
    let erased = cx.tree.write_behaviour(id).erased();
    let file = TransparentFile { id, size: content.len(), erased };
    file.write(cx.store, 0, content, WriteMode::Replace)
}

/// Pre-issuing data (ISO/IEC 7816-4:2020, 12.2.2).
const PRE_ISSUING: u8 = 0x46;

const RULES_MAX: usize = 96;

fn encoded<'b>(buffer: &'b mut [u8], rules: &[Rule<'_>]) -> Result<Rules<'b>, StatusWord> {
    let mut writer = Writer::new(buffer);
    rules.iter().for_each(|rule| rule.encode(&mut writer));
    Rules::parse(writer.finish().ok_or(StatusWord::NOT_ENOUGH_MEMORY)?)
}
