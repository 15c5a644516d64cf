//! The lives of files: taken into use and out of it, ended, deleted.

use apdu_spec::access::AccessMode;
use apdu_spec::file::{Kind, LifeCycle};
use apdu_spec::request::FileTarget;
use apdu_spec::status::StatusWord;

use super::files::Id;
use super::{MF, Model, Outcome, Refusal, done};

impl Model {
    /// The file that a command of file management is about.
    fn target(&mut self, target: FileTarget<'_>) -> Result<Id, Refusal> {
        let (df, ef) = (self.channel().df, self.channel().ef);
        match target.by {
            None => Ok(ef.unwrap_or(df)),
            Some(by) => self.locate(by, target.data)?.ok_or(StatusWord::FILE_NOT_FOUND),
        }
    }

    /// The same, when it may be done: kind, state and rules have been looked at.
    fn opened(
        &mut self,
        target: FileTarget<'_>,
        kinds: Option<&[Kind]>,
        mode: AccessMode,
    ) -> Result<Id, Refusal> {
        let id = self.target(target)?;
        let own = [self.file(id).kind];
        self.open(id, kinds.unwrap_or(&own), mode)?;
        Ok(id)
    }

    pub(super) fn delete(&mut self, target: FileTarget<'_>) -> Outcome {
        let id = self.opened(target, None, AccessMode::DELETE)?;
        let parent = self.file(id).parent;
        let gone: Vec<Id> =
            self.files.keys().copied().filter(|file| self.is_within(*file, id)).collect();
        for file in &gone {
            self.files.remove(file);
        }
        self.each_channel(|channel| {
            if gone.contains(&channel.df) {
                (channel.df, channel.ef, channel.record) = (parent, None, 0);
            } else if channel.ef.is_some_and(|ef| gone.contains(&ef)) {
                (channel.ef, channel.record) = (None, 0);
            }
            channel.keys.retain(|_, key| !gone.contains(key));
        });
        self.revoke_everywhere(|id| gone.contains(&id));
        done()
    }

    pub(super) fn activate(&mut self, target: FileTarget<'_>) -> Outcome {
        let id = self.opened(target, None, AccessMode::ACTIVATE)?;
        self.live_on(id, LifeCycle::Activated)
    }

    pub(super) fn deactivate(&mut self, target: FileTarget<'_>) -> Outcome {
        let id = self.opened(target, None, AccessMode::DEACTIVATE)?;
        self.live_on(id, LifeCycle::Deactivated)
    }

    pub(super) fn terminate_ef(&mut self, target: FileTarget<'_>) -> Outcome {
        const EFS: &[Kind] = &[
            Kind::Transparent,
            Kind::LinearFixed,
            Kind::LinearVariable,
            Kind::Cyclic,
            Kind::Pin,
            Kind::Key,
            Kind::Environment,
        ];
        let id = self.opened(target, Some(EFS), AccessMode::TERMINATE)?;
        self.live_on(id, LifeCycle::Terminated)
    }

    pub(super) fn terminate_df(&mut self, target: FileTarget<'_>) -> Outcome {
        let target = if target.by.is_none() { FileTarget::CURRENT_DF } else { target };
        if self.target(target)? == MF {
            return Err(StatusWord::CONDITIONS_NOT_SATISFIED);
        }
        let id = self.opened(target, Some(&[Kind::Df]), AccessMode::TERMINATE_DF)?;
        self.live_on(id, LifeCycle::Terminated)
    }

    pub(super) fn terminate_card(&mut self) -> Outcome {
        self.open(MF, &[Kind::Df], AccessMode::TERMINATE_CARD)?;
        self.live_on(MF, LifeCycle::Terminated)
    }

    fn live_on(&mut self, id: Id, life: LifeCycle) -> Outcome {
        if self.file(id).life == life {
            return done();
        }
        if let Some(file) = self.file_mut(id) {
            file.life = life;
        }
        if life != LifeCycle::Activated {
            let inside: Vec<Id> =
                self.files.keys().copied().filter(|file| self.is_within(*file, id)).collect();
            self.revoke_everywhere(|id| inside.contains(&id));
        }
        done()
    }
}
