import { whyThisDeadline } from './deadline-in-words.ts';
import { type Draft, paragraphs } from './draft.ts';
import { dutyToAct, theFacts, whoRaisedIt } from './house-sentences.ts';
import type { Sayable } from './sayable.ts';

// What follows from who takes part: agencies that come and go, and what the partnership's lead does. Never why: that is on the page.

/** To those who take part already: one more agency is asked (A16). */
export function agencyAdded(s: Sayable): Draft {
  return {
    subject: 'One more agency takes part',
    asksToAnswer: s.asked !== undefined,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `${s.faultyAgency ?? 'Another agency'} now takes part too. Its people of the open stage have been asked. The time stays what it was: there is one for everybody.`,
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
    ],
  };
}

/** To the raiser and those asked: an agency has said that it is not concerned (A16). */
export function notConcerned(s: Sayable): Draft {
  return {
    subject: 'An agency has said that it is not concerned',
    asksToAnswer: s.asked !== undefined,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `${s.faultyAgency ?? 'One of the agencies'} has recorded that it is not concerned. The reason is on the page. The others go on, and it waits for them alone.`,
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
    ],
  };
}

/** To both sides: it was closed because this is not the procedure for it, with the way onward (SCP-1, SCP-2). */
export function outOfScope(s: Sayable): Draft {
  return {
    subject: 'Closed as out of scope: where it goes instead',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'It has been closed because the policy is not the procedure for it. The record is kept, with the reason.',
        s.onwardRoute
          ? `Where it goes instead: ${s.onwardRoute}`
          : 'Where it goes instead, with the telephone number, is on the page.',
      ),
      theFacts(s),
      dutyToAct,
    ],
  };
}

/** To those who take part: the lead put right how it was raised. */
export function corrected(s: Sayable): Draft {
  return {
    subject: 'A correction was made',
    asksToAnswer: s.asked !== undefined,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        "The partnership's lead has corrected how it was recorded. What was corrected, and why, is on the page. Who is asked follows from it.",
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
    ],
  };
}

/** To somebody for whom the lead wrote down what they said. */
export function recordedFor(s: Sayable): Draft {
  return {
    subject: 'Something was written down for you',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        "The partnership's lead has written down, in your place, what you said. It is marked as written by them. Please read it, and correct it on the page if it is not what you said. It answers nothing for you: what you are asked is still asked.",
      ),
      theFacts(s),
    ],
  };
}

/** To somebody whose address was outside their agency's domains (PRV-2). */
export function vouched(s: Sayable): Draft {
  return {
    subject: 'You can now open this',
    asksToAnswer: s.asked !== undefined,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        'Somebody entitled to has said that your address is yours. You can now open the record.',
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
    ],
  };
}

/** To a lead whose own agency is a side (REQUIREMENTS §3). */
export function standAside(s: Sayable): Draft {
  return {
    subject: 'Please stand aside, so that another lead takes this',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        "Your own agency is a side of this disagreement, or you take part in it for one. Please stand aside on the page: another of the partnership's leads then takes it. Until then you can do nothing on it as lead.",
      ),
      theFacts(s),
    ],
  };
}

/** To the lead who takes it now. */
export function stoodAside(s: Sayable): Draft {
  return {
    subject: 'A lead stood aside: this is with you now',
    asksToAnswer: false,
    blocks: [
      ...paragraphs("Another of the partnership's leads has stood aside from this one. You lead it from now on."),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
    ],
  };
}

/** To whoever acts as raiser from now on, and to the other practitioner (A15). */
export function actingRaiser(s: Sayable): Draft {
  return {
    subject: s.isRaiser ? 'You act as raiser from now on' : 'Somebody else acts as raiser from now on',
    asksToAnswer: s.isRaiser,
    blocks: [
      ...paragraphs(
        s.isRaiser
          ? "The person of your agency who raised a professional disagreement no longer can. As your agency's safeguarding lead you act as raiser from now on: you are told every outcome, and can do on the page what they could."
          : 'The person who raised it no longer can. The safeguarding lead of their agency acts as raiser from now on. Nothing else changes.',
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
      dutyToAct,
    ],
  };
}

/** An agency was asked twice who takes the next stage and has not said (ROU-6, BEY-4). */
export function nextNotNamed(s: Sayable): Draft {
  const who = s.faultyAgency ?? 'The agency';
  const stage = s.factStage ? ` at ${s.factStage.name}` : '';
  return {
    subject: 'Who is next has not been said yet',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        `${who} was asked, and asked again, who its ${s.role ?? 'next person'} is${stage}. No answer is recorded yet, and its safeguarding lead has been asked too.`,
        'Nothing waits for it: in its time that stage opens with whom the directory has.',
      ),
      theFacts(s),
    ],
  };
}

/** To everybody who takes part in either of two records of one disagreement: they are one from now on. */
export function merged(s: Sayable): Draft {
  return {
    subject: 'Two records of the same disagreement are now one',
    asksToAnswer: s.asked !== undefined,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `The partnership's lead has found that ${s.mergedReference ?? 'another record'} is the same disagreement, raised again. It goes on as ${s.reference} alone, which has taken over what was recorded there. Nothing was lost, and no time became longer: where the two differed, the earlier one counts.`,
        'Please read and answer under this reference from now on. What was written under the other stays readable to those who took part in it.',
      ),
      theFacts(s),
      ...paragraphs(whyThisDeadline(s)),
      dutyToAct,
    ],
  };
}
