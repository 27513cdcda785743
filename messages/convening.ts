import { type Draft, paragraphs } from './draft.ts';
import { dutyToAct, theFacts, whoRaisedIt } from './house-sentences.ts';
import { onOneLine } from './plain-words.ts';
import type { Sayable } from './sayable.ts';

const WHAT = { meeting: 'A meeting', mediation: 'Mediation', panel: 'A panel' } as const;
const AS = {
  chair: 'You have been named to chair it, and may record on the page how it ends.',
  mediator: 'You have been named to mediate, and may record on the page how it ends.',
  'panel member': 'You have been named to sit on it for your agency.',
  attendee: 'You have been named as one of those who attend.',
  practitioner: 'You are told because you are one of the practitioners, and are not asked to attend.',
} as const;

/** To whoever chairs, sits or attends, and to the practitioners: that it was arranged, and when. Where it is stands on the page, because somebody typed it (PRV-3). */
export function meetingArranged(s: Sayable): Draft {
  const what = WHAT[s.meeting ?? 'meeting'];
  return {
    subject: s.meetingAt ? `${what} has been arranged for ${s.meetingAt.said}` : `${what} has been arranged`,
    asksToAnswer: s.meetingAs === 'chair' || s.meetingAs === 'mediator',
    inCalendar: s.meetingAs === 'practitioner' ? false : 'meeting',
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `${what} has been arranged${s.clause ? ` as the policy has it (${s.clause})` : ''}${s.meetingAt ? `, for ${s.meetingAt.said}` : ''}. Where it is, or how to join it, is on the page.`,
        s.meetingAs ? AS[s.meetingAs] : '',
        'Each side can write on the page what it wants heard before anything is decided.',
      ),
      theFacts(s, { withDeadline: s.deadline !== undefined }),
      dutyToAct,
    ],
  };
}

/** To the partnership's leads: the agencies in dispute leave no panel that the policy allows (MTG-4). Which, and why, is on the page. */
export function noPanel(s: Sayable): Draft {
  return {
    subject: 'No panel can be made up as the policy wants it',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        `The policy says which agencies sit on a panel${s.clause ? ` (${s.clause})` : ''}, and with the agencies in dispute here none can be made up. The page says why. Nothing is put in its place by itself.`,
        'Please talk with whoever is asked at this stage about how it is to be settled instead.',
      ),
      theFacts(s),
    ],
  };
}

/** To whom a policy has the chair report, once it has ended: the agencies decided it, not the board (LRN-3, ESC-7). */
export function meetingEnded(s: Sayable): Draft {
  return {
    subject: 'A meeting under the policy has ended',
    asksToAnswer: false,
    blocks: [
      ...paragraphs(
        whoRaisedIt(s),
        s.meetingAs === 'chair'
          ? `How it ended is recorded. The policy has whoever chaired report what others should know of${s.clause ? ` (${onOneLine(s.clause)})` : ''}: please do that.`
          : `How it ended is recorded. Its chair is asked to report to you what others should know of${s.clause ? ` (${onOneLine(s.clause)})` : ''}.`,
        'What was at issue between the agencies is theirs to settle and to carry out.',
      ),
      theFacts(s, { withDeadline: false }),
    ],
  };
}
