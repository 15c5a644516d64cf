//! Files: which there are, which one is meant, and their lives.

use std::collections::BTreeMap;

use apdu_spec::access::{AccessMode, Rules};
use apdu_spec::command::Le;
use apdu_spec::file::{
    CURRENT_DF, DataCoding, FCI, FCP, FMD, FileControlParameters, FileId, Kind, KindParameters,
    LifeCycle, Pin, Sfi, WriteBehaviour,
};
use apdu_spec::limits::{COUNTERS_MAX, DEPTH_MAX, PARAMETERS_MAX};
use apdu_spec::profile::card::{ADMINISTRATOR_KEY, TEST_TRANSPORT_KEY};
use apdu_spec::request::{
    CreateFile, EfReference, Occurrence, ResponseTemplate, Select, SelectionMethod,
};
use apdu_spec::status::StatusWord;
use apdu_spec::tlv::{self, Writer};

use super::environment::StoredKey;
use super::{Data, MF, Model, Outcome, Refusal, done};
use crate::scenario::CardConnection;

/// The name of a file inside the model: the least that is free when it is created.
pub(super) type Id = u16;

/// A file.
#[derive(Clone, Debug)]
pub(super) struct File {
    pub(super) parent: Id,
    /// Its FCP template, without the life cycle status.
    parameters: Vec<u8>,
    pub(super) fid: FileId,
    pub(super) name: Vec<u8>,
    pub(super) sfi: Option<Sfi>,
    pub(super) kind: Kind,
    pub(super) shape: KindParameters,
    pub(super) simple_tlv: bool,
    coding: Option<DataCoding>,
    pub(super) life: LifeCycle,
    pub(super) body: Body,
}

/// What a file holds.
#[derive(Clone, Debug)]
pub(super) enum Body {
    /// A DF: its data objects.
    Objects(BTreeMap<u16, Vec<u8>>),
    /// A transparent EF.
    Bytes(Vec<u8>),
    /// Records, the oldest first; an erased one is empty.
    Records(Vec<Vec<u8>>),
    /// The value of a PIN or key, and the tries left.
    Secret { value: Option<Vec<u8>>, tries: Option<u8> },
    /// The public key of a key pair that was generated.
    KeyPair(Option<Vec<u8>>),
    /// The keys of a stored environment.
    Environment(Option<Vec<StoredKey>>),
}

impl File {
    /// Its parameters; they were read before.
    pub(super) fn control(&self) -> FileControlParameters<'_> {
        let control =
            FileControlParameters::parse(&self.parameters).unwrap_or(FileControlParameters::EMPTY);
        FileControlParameters { life: Some(self.life), ..control }
    }

    /// Its access rules.
    pub(super) fn rules(&self) -> Rules<'_> {
        self.control().rules
    }

    /// Other parameters for a PIN.
    pub(super) fn set_pin(&mut self, pin: Pin) {
        let shape = KindParameters::Pin(pin);
        let mut out = vec![0; 2048];
        let mut writer = Writer::new(&mut out);
        FileControlParameters { parameters: shape, life: None, ..self.control() }
            .encode(&mut writer, true);
        if let Some(parameters) = writer.finish() {
            (self.parameters, self.shape) = (parameters.to_vec(), shape);
        }
    }

    pub(super) fn is_df(&self) -> bool {
        self.kind == Kind::Df
    }

    /// Parameters as a card keeps them, the life apart.
    fn new(parent: Id, control: &FileControlParameters<'_>, erased: u8) -> Option<Self> {
        let mut out = vec![0; 2048];
        let mut writer = Writer::new(&mut out);
        FileControlParameters { life: None, ..*control }.encode(&mut writer, true);
        let parameters = writer.finish()?.to_vec();
        let body = match control.parameters {
            KindParameters::Df => Body::Objects(BTreeMap::new()),
            KindParameters::Transparent { size } => Body::Bytes(vec![erased; size.into()]),
            KindParameters::Records { .. } => Body::Records(Vec::new()),
            KindParameters::Environment => Body::Environment(None),
            KindParameters::Key(key) if key.algorithm.is_asymmetric() => Body::KeyPair(None),
            KindParameters::Pin(_) | KindParameters::Key(_) => {
                Body::Secret { value: None, tries: None }
            }
        };
        Some(Self {
            parent,
            parameters,
            fid: control.fid,
            name: control.name.to_vec(),
            sfi: control.sfi.flatten(),
            kind: control.kind,
            shape: control.parameters,
            simple_tlv: control.simple_tlv,
            coding: control.coding,
            life: control.life.unwrap_or(LifeCycle::Initialisation),
            body,
        })
    }
}

impl Model {
    /// Takes the three files of a blank card over: MF, administrator key, EF.ATR/INFO.
    pub(super) fn learn(&mut self, card: &mut dyn CardConnection) -> Result<(), String> {
        card.reset()?;
        for fid in [apdu_spec::file::MF, ADMINISTRATOR_KEY, apdu_spec::file::EF_ATR_INFO] {
            let [high, low] = fid.to_be_bytes();
            let answer = card.transmit(&[0x00, 0xA4, 0x00, 0x04, 0x02, high, low, 0x00])?;
            let template = tlv::find(&answer, FCP).ok_or("the card gives no FCP")?;
            let control =
                FileControlParameters::parse(template).map_err(|status| format!("{status:?}"))?;
            let mut file = File::new(MF, &control, 0).ok_or("an FCP that is too long")?;
            match &mut file.body {
                Body::Bytes(bytes) => {
                    let content = card.transmit(&[0x00, 0xB0, 0x00, 0x00, 0x00])?;
                    let size = bytes.len();
                    bytes.copy_from_slice(content.get(..size).ok_or("EF.ATR/INFO is short")?);
                }
                Body::Secret { value, tries } => {
                    *value = Some(TEST_TRANSPORT_KEY.to_vec());
                    *tries = (control.tries() != 0).then(|| control.tries());
                }
                _ => {}
            }
            let id = self.vacant();
            self.files.insert(id, file);
        }
        card.reset()
    }

    /// The file with this name; it is there.
    pub(super) fn file(&self, id: Id) -> &File {
        &self.files[&id]
    }

    pub(super) fn file_mut(&mut self, id: Id) -> Option<&mut File> {
        self.files.get_mut(&id)
    }

    fn vacant(&self) -> Id {
        (0..Id::MAX).find(|id| !self.files.contains_key(id)).unwrap_or(Id::MAX)
    }

    pub(super) fn child(&self, df: Id, fid: FileId) -> Option<Id> {
        let is_it = |(_, file): &(&Id, &File)| file.parent == df && file.fid == fid;
        self.files.iter().find(is_it).map(|(id, _)| *id)
    }

    pub(super) fn by_sfi(&self, df: Id, sfi: Sfi) -> Option<Id> {
        let is_it = |(_, file): &(&Id, &File)| file.parent == df && file.sfi == Some(sfi);
        self.files.iter().find(is_it).map(|(id, _)| *id)
    }

    /// Is it this DF, or within it?
    pub(super) fn is_within(&self, id: Id, df: Id) -> bool {
        let mut at = id;
        loop {
            match at {
                _ if at == df => return true,
                MF => return false,
                _ => at = self.file(at).parent,
            }
        }
    }

    fn depth(&self, id: Id) -> usize {
        let mut at = id;
        let mut depth = 0;
        while at != MF {
            at = self.file(at).parent;
            depth += 1;
        }
        depth
    }

    /// What WRITE does in a file: its own data coding byte says it, or that of the nearest DF
    /// above it, or the card's.
    pub(super) fn write_behaviour(&self, id: Id) -> WriteBehaviour {
        let mut at = id;
        loop {
            match (self.file(at).coding, at) {
                (Some(coding), _) => return coding.behaviour(),
                (None, MF) => return DataCoding::CARD.behaviour(),
                (None, _) => at = self.file(at).parent,
            }
        }
    }

    /// The current EF, or another one of the current DF.
    pub(super) fn find_ef(&mut self, sfi: Option<Sfi>) -> Result<Id, Refusal> {
        let df = self.channel().df;
        match sfi {
            None => self.channel().ef.ok_or(StatusWord::NO_CURRENT_FILE),
            Some(sfi) => self.by_sfi(df, sfi).ok_or(StatusWord::FILE_NOT_FOUND),
        }
    }

    pub(super) fn find_ef_by(&mut self, ef: EfReference) -> Result<Id, Refusal> {
        match ef {
            EfReference::Current => self.find_ef(None),
            EfReference::Short(sfi) => self.find_ef(Some(sfi)),
            EfReference::File(fid) => {
                let df = self.channel().df;
                self.child(df, fid).ok_or(StatusWord::FILE_NOT_FOUND)
            }
        }
    }

    pub(super) fn select(&mut self, command: Select<'_>) -> Outcome {
        let id = self.locate(command.by, command.data)?.ok_or(StatusWord::FILE_NOT_FOUND)?;
        let file = self.file(id);
        let (life, parent, is_df) = (file.life, file.parent, file.is_df());
        let mut data = Vec::new();
        if command.le != Le::Absent {
            let mut out = vec![0; 2048];
            let mut writer = Writer::new(&mut out);
            let control = file.control();
            match command.response {
                ResponseTemplate::Fci => _ = writer.nested(FCI, |w| control.encode(w, false)),
                ResponseTemplate::Fcp => _ = writer.nested(FCP, |w| control.encode(w, true)),
                ResponseTemplate::Fmd => _ = writer.tlv(FMD, &[]),
                ResponseTemplate::None => {}
            }
            data = writer.finish().unwrap_or_default().to_vec();
        }
        let channel = self.channel();
        if matches!(command.by, SelectionMethod::DfName(_)) {
            channel.security_status.clear();
            channel.keys.clear();
            channel.hash = None;
        }
        (channel.df, channel.ef) = if is_df { (id, None) } else { (parent, Some(id)) };
        channel.record = 0;
        let status = match life {
            LifeCycle::Deactivated => StatusWord::FILE_DEACTIVATED,
            LifeCycle::Terminated => StatusWord::FILE_TERMINATED,
            _ => StatusWord::SUCCESS,
        };
        Ok((Data::exactly(data), status))
    }

    /// The file that a data field names, seen from the current DF.
    pub(super) fn locate(
        &mut self,
        by: SelectionMethod,
        data: &[u8],
    ) -> Result<Option<Id>, Refusal> {
        let df = self.channel().df;
        let fid = || -> Result<FileId, Refusal> {
            let bytes = data.try_into().map_err(|_| StatusWord::INCORRECT_DATA)?;
            Ok(FileId::from_be_bytes(bytes))
        };
        let below = |df: Id, fid: FileId, wants_df: bool| {
            self.child(df, fid).filter(|id| *id != MF && self.file(*id).is_df() == wants_df)
        };
        Ok(match by {
            SelectionMethod::FileIdentifier if data.is_empty() => Some(MF),
            SelectionMethod::FileIdentifier => self.near(df, fid()?),
            SelectionMethod::ChildDf => below(df, fid()?, true),
            SelectionMethod::EfUnderCurrentDf => below(df, fid()?, false),
            SelectionMethod::ParentDf => (df != MF).then(|| self.file(df).parent),
            SelectionMethod::DfName(occurrence) => self.by_name(df, data, occurrence),
            SelectionMethod::PathFromMf => self.by_path(MF, data)?,
            SelectionMethod::PathFromCurrentDf => self.by_path(df, data)?,
        })
    }

    /// What a file identifier names, seen from a DF: what is in it, itself, its parent, a DF beside
    /// it.
    pub(super) fn near(&self, df: Id, fid: FileId) -> Option<Id> {
        let parent = self.file(df).parent;
        match fid {
            apdu_spec::file::MF => Some(MF),
            CURRENT_DF => Some(df),
            _ => self
                .child(df, fid)
                .or((self.file(df).fid == fid).then_some(df))
                .or((self.file(parent).fid == fid).then_some(parent))
                .or(self.child(parent, fid).filter(|id| *id != MF && self.file(*id).is_df())),
        }
    }

    fn by_path(&self, from: Id, data: &[u8]) -> Result<Option<Id>, Refusal> {
        if !data.len().is_multiple_of(2) {
            return Err(StatusWord::INCORRECT_DATA);
        }
        let mut at = Some(from);
        for step in data.chunks_exact(2) {
            let fid = FileId::from_be_bytes([step[0], step[1]]);
            at = at.and_then(|df| self.child(df, fid)).filter(|id| *id != MF);
        }
        Ok(at)
    }

    /// DFs are in the order of their parents and file identifiers, the MF before all.
    fn by_name(&self, current: Id, name: &[u8], occurrence: Occurrence) -> Option<Id> {
        let place = |id: Id| (id != MF).then(|| (self.file(id).parent, self.file(id).fid));
        let mut dfs: Vec<Id> =
            self.files.iter().filter(|(_, file)| file.is_df()).map(|(id, _)| *id).collect();
        dfs.sort_by_key(|id| place(*id));
        let named: Vec<Id> =
            dfs.into_iter().filter(|id| self.file(*id).name.starts_with(name)).collect();
        match occurrence {
            Occurrence::First => {
                let whole = named.iter().find(|id| self.file(**id).name == name);
                whole.or(named.first()).copied()
            }
            Occurrence::Last => named.last().copied(),
            Occurrence::Next => named.into_iter().find(|id| place(*id) > place(current)),
            Occurrence::Previous => named.into_iter().rev().find(|id| place(*id) < place(current)),
        }
    }

    pub(super) fn create(&mut self, command: CreateFile<'_>) -> Outcome {
        let df = self.channel().df;
        match self.open(df, &[Kind::Df], AccessMode::CREATE_EF) {
            Err(StatusWord::SECURITY_STATUS_NOT_SATISFIED) => {
                self.open(df, &[Kind::Df], AccessMode::CREATE_DF)?;
            }
            other => other?,
        }
        let mut objects = tlv::Reader::new(command.data);
        let template = match (objects.next(), objects.next()) {
            (Some(Ok(template)), None) if template.tag == FCP => template.value,
            _ => return Err(StatusWord::INCORRECT_DATA),
        };
        let control = FileControlParameters::parse(template)?;
        let is_df = control.kind == Kind::Df;
        let mode = if is_df { AccessMode::CREATE_DF } else { AccessMode::CREATE_EF };
        if !self.allows(df, mode, None) {
            return Err(StatusWord::SECURITY_STATUS_NOT_SATISFIED);
        }
        if control.fid == apdu_spec::file::MF || self.child(df, control.fid).is_some() {
            return Err(StatusWord::FILE_EXISTS);
        }
        if !control.name.is_empty() && self.files.values().any(|file| file.name == control.name) {
            return Err(StatusWord::DF_NAME_EXISTS);
        }
        self.check_password(df, &control.parameters)?;
        let is_taken = |sfi: Sfi| self.by_sfi(df, sfi).is_some();
        let sfi = match control.sfi {
            _ if is_df => None,
            None => Some(Sfi::of(control.fid).filter(|sfi| !is_taken(*sfi))),
            Some(Some(sfi)) if is_taken(sfi) => return Err(StatusWord::INCORRECT_DATA),
            explicit => explicit,
        };
        let counted = |file: &File| file.control().tries() != 0;
        let counters = self.files.values().filter(|file| counted(file)).count();
        if self.depth(df) >= DEPTH_MAX
            || self.files.len() >= self.most
            || control.tries() != 0 && counters >= COUNTERS_MAX.into()
        {
            return Err(StatusWord::NOT_ENOUGH_MEMORY);
        }
        let erased = control.coding.map_or_else(|| self.write_behaviour(df), DataCoding::behaviour);
        let control = FileControlParameters { sfi, ..control };
        let file = File::new(df, &control, erased.erased()).ok_or(StatusWord::NOT_ENOUGH_MEMORY)?;
        // The life is one data object of three bytes; parent and counter are three more.
        if file.parameters.len() + 3 > PARAMETERS_MAX - 3 {
            return Err(StatusWord::NOT_ENOUGH_MEMORY);
        }
        let id = self.vacant();
        self.files.insert(id, file);
        let channel = self.channel();
        (channel.df, channel.ef) = if is_df { (id, None) } else { (df, Some(id)) };
        channel.record = 0;
        done()
    }

    /// An EF that a command names is the current one from then on.
    pub(super) fn make_current(&mut self, id: Id) {
        let df = self.file(id).parent;
        let channel = self.channel();
        (channel.df, channel.ef, channel.record) = (df, Some(id), 0);
    }
}
