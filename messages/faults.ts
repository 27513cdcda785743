import type { Block } from './blocks.tsx';
import { type Draft, paragraphs } from './draft.ts';
import { theFacts } from './house-sentences.ts';
import type { Sayable } from './sayable.ts';

/*
 * Below the board's line these show the reference, the stage and the one agency whose contact is wrong (NOT-5), so nobody
 * else is named in them, whoever reads them.
 */

/** To the raiser's side and the lead: somebody asked says that it is not theirs (PRV-2). */
export function notMine(s: Sayable): Draft {
  const who = s.isNotTheirs
    ? `The safeguarding lead${at(s)} has said that an address given for somebody there is nobody's of theirs. Whoever has it was shown no more than the reference, the stage and the deadline, and can no longer open it.`
    : `Somebody who was asked${at(s)} has said that this professional disagreement is not theirs. They were shown nothing and can no longer open it.`;
  return {
    subject: s.isNotTheirs
      ? 'An address is not of the agency it was given for'
      : 'Somebody asked says this is not theirs',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(`${who} The right person is being found and asked. The time runs on meanwhile.`),
      whatIsShown(s),
    ],
  };
}

/**
 * To the safeguarding lead of an agency, or where it has none to the partnership's leads: an address outside its domains waits (PRV-2). Neither
 * the person nor the address is named, because somebody else typed them (PRV-3).
 */
export function vouchWanted(s: Sayable): Draft {
  return {
    subject: 'An address waits for you to say whose it is',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        `An address that was given for somebody${at(s)} who takes part in a professional disagreement is outside the domains we know as the agency's. Until somebody says that it is theirs, they see only the reference, the stage and the deadline.`,
        s.isToldAsLead
          ? 'The agency has no safeguarding lead whom we could ask, so you are asked. Ask the agency whose address it is; then vouch for it on the page, or name another contact.'
          : 'Please say on the page whether it is, where you see whose it is said to be. Nothing more of the disagreement is shown to you, and it does not wait: the time runs on meanwhile.',
      ),
      whatIsShown(s),
    ],
  };
}

/** To whoever keeps the directory right: a stage has nobody to ask, or mail to them does not arrive (BEY-5, F11). */
export function nobodyToAsk(s: Sayable): Draft {
  const stage = s.factStage ?? s.stage;
  return {
    subject:
      s.faultyAgency === undefined
        ? 'Nobody has said which agency to ask'
        : 'Nobody can be asked: please say who should be',
    asksToAnswer: true,
    blocks: [
      ...paragraphs(
        s.faultyAgency === undefined
          ? unknownAgency(stage?.label)
          : `${stage ? `${stage.label} needs` : 'This professional disagreement needs'} a ${s.role ?? 'person'}${at(s)}, and we have nobody there whom we can ask. Please say who it is, and put the directory right.`,
        s.faultyAgency === undefined
          ? 'It does not wait: the time runs on meanwhile.'
          : 'It does not wait: others are asked meanwhile, and the time runs on.',
      ),
      whatIsShown(s),
    ],
  };
}

/** Whoever raised it by email left the agency out, or named one that is not in the directory. */
function unknownAgency(label: string | undefined): string {
  return `Nobody has said yet with which agency this professional disagreement is, so nobody of the other side can be asked${label ? ` at ${label}` : ''}. Whoever raised it has been asked to add it. Please see that they do, and that the agency is in the directory.`;
}

/** "Reference, stage and the one agency": below the board's line not even by when (NOT-5). */
const whatIsShown = (s: Sayable): Block => theFacts(s, { withDeadline: s.agencies !== undefined });

function at(s: Sayable): string {
  return s.faultyAgency ? ` at ${s.faultyAgency}` : '';
}
