import type { Disagreement } from '../../escalation/record.ts';
import type { MessageFacts } from '../../messages/message.ts';
import { asked } from './facts.ts';

/** A word that nobody would write: wherever it turns up, something got there that must not. */
export const CANARY = 'zqcanary';
/** Somebody whom no email may name. */
const nobody = { name: `${CANARY} one`, email: `${CANARY}@secret.example`, job: `${CANARY} job`, agency: 'care' };

/** Every text of the record that an email may not say holds the canary. */
function poisoned(d: Disagreement): Disagreement {
  const outcome = d.outcome && {
    ...d.outcome,
    by: nobody,
    textId: CANARY,
    confirmedBy: [{ by: nobody, at: d.raisedAt }],
    actions: [
      {
        id: CANARY,
        textId: CANARY,
        ownerAgency: CANARY,
        dueOn: '2026-05-01',
        answers: [{ by: nobody.email, at: d.raisedAt, done: false }],
      },
    ],
  };
  return {
    ...d,
    category: 'self-neglect',
    partnershipId: CANARY,
    policyVersionId: CANARY,
    missing: [CANARY],
    raiser: { ...d.raiser, email: `${CANARY}.raiser@secret.example` },
    raisersManager: nobody,
    raisersSite: CANARY,
    raisedWith: d.raisedWith.map((side) => ({ ...side, site: CANARY, practitioner: nobody })),
    named: { 'care senior-manager': nobody },
    texts: { problem: CANARY, disagreement: CANARY, wholeMessage: CANARY },
    stages: d.stages.map((visit) => ({
      ...visit,
      asked: [...visit.asked, asked(nobody, 'responding', { id: CANARY, because: CANARY, trail: [CANARY] })],
    })),
    notUsed: [{ stageId: '1', why: CANARY, clause: 'L66' }],
    protectiveTimescale: { at: d.raisedAt, visit: 0, by: nobody.email, setAt: d.raisedAt, textId: CANARY },
    proposals: [
      {
        id: CANARY,
        by: nobody,
        side: 'raising',
        at: d.raisedAt,
        stageId: '1',
        textId: CANARY,
        how: 'agreed',
        actions: [],
        confirmedBy: [],
        disputedBy: { by: nobody, at: d.raisedAt, textId: CANARY },
      },
    ],
    dissents: [{ by: nobody, at: d.raisedAt, textId: CANARY, saying: CANARY }],
    discussions: [
      { id: CANARY, by: nobody, at: d.raisedAt, heldOn: d.aroseOn, with: CANARY, textId: CANARY, stageId: '1' },
    ],
    outcome,
    people: { [nobody.email]: { id: CANARY, person: nobody, places: ['asked'], mine: 'not mine' } },
    owed: [{ kind: 'message', entry: 1, message: 'asked', to: nobody, atAnyHour: true, facts: { said: CANARY } }],
    history: [
      {
        n: 0,
        at: d.raisedAt,
        by: CANARY,
        what: CANARY,
        clause: CANARY,
        facts: { said: CANARY },
        textId: CANARY,
        mac: CANARY,
      },
    ],
  };
}
/** Facts as a mistake elsewhere might fill them. */
const badFacts = {
  agency: CANARY,
  role: CANARY,
  stageId: CANARY,
  because: CANARY,
  wasAt: CANARY,
  clause: CANARY,
  missing: [CANARY],
  askedId: CANARY,
  actionId: CANARY,
  meetingAt: CANARY,
  meeting: CANARY,
  as: CANARY,
  said: CANARY,
};

/** The facts of an email with the canary in everything that PRV-3 does not allow. */
export function withCanaries(facts: MessageFacts): MessageFacts {
  const d = poisoned(facts.disagreement);
  const to = { ...facts.to, email: `${CANARY}.to@secret.example`, job: CANARY };
  return { ...facts, disagreement: d, to, facts: badFacts, ...(facts.visit ? { visit: d.stages.at(-1)! } : {}) };
}
