//! Applying the events of what lies outside a case: connectors that are asked, other cases that were started.

use crate::case::{Case, Incident, TokenState, Trouble};
use crate::event::{Event, Recorded};

impl Case {
    /// Applies an event of the outside; says whether it was one.
    pub(super) fn apply_to_outside(&mut self, recorded: &Recorded) -> bool {
        match &recorded.event {
            Event::CallMade { token, attempt, first, body, .. } => self.change_token(*token, |token| {
                let failures = match token.state {
                    TokenState::Calling { failures, .. } => failures,
                    _ => 0,
                };
                token.waits = *attempt;
                token.state = TokenState::Calling { first: *first, body: body.clone(), failures, incident: None };
            }),
            Event::CallAnswered { token, .. } | Event::ChildEnded { token, .. } => {
                self.set_token_state(*token, TokenState::Arrived);
            }
            Event::CallFailed { token, .. } => self.change_token(*token, |token| {
                if let TokenState::Calling { failures, .. } = &mut token.state {
                    *failures += 1;
                }
            }),
            Event::ChildStarted { token, case, .. } => self.set_token_state(*token, TokenState::Child { case: *case }),
            Event::ParentTold { .. } => {}
            _ => return false,
        }
        true
    }

    /// An incident may be about a token, which then stands for its repair.
    pub(super) fn note_incident(&mut self, incident: &Incident) {
        let number = incident.number;
        match &incident.trouble {
            Trouble::CallFailed { token, .. } => self.change_token(*token, |token| {
                if let TokenState::Calling { incident, .. } = &mut token.state {
                    *incident = Some(number);
                }
            }),
            Trouble::NotStarted { token, .. } => {
                let state = TokenState::Calling { first: 0, body: String::new(), failures: 0, incident: Some(number) };
                self.set_token_state(*token, state);
            }
            Trouble::Undeliverable { .. } | Trouble::Nobody { .. } | Trouble::Vacant { .. } | Trouble::NoAddress { .. } => {}
        }
    }

    /// A repaired call begins to count its failures anew.
    pub(super) fn note_repair(&mut self, number: u32) {
        let Some(flow) = self.flow() else { return };
        let stands_for_it = |state: &TokenState| matches!(state, TokenState::Calling { incident: Some(of), .. } if *of == number);
        let Some(token) = flow.tokens.values().find(|token| stands_for_it(&token.state)).map(|token| token.number) else {
            return;
        };
        self.change_token(token, |token| {
            if let TokenState::Calling { failures, incident, .. } = &mut token.state {
                (*failures, *incident) = (0, None);
            }
        });
    }
}
