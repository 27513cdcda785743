import { describe, expect, it } from 'vitest';
import type { Policy } from '../../escalation/policy.ts';
import { type Disagreement, type Meeting, openVisit, type Person } from '../../escalation/record.ts';
import { messageFor } from '../../messages/message.ts';
import { LatestHistory } from '../../pages/disagreement/history.tsx';
import { WhereItStands } from '../../pages/disagreement/where-it-stands.tsx';
import { wordsOf } from '../messages/elements.ts';
import {
  AGENCIES,
  asked,
  bcssp,
  businessManager,
  counterpart,
  disagreement,
  EXAMPLES,
  factsFor as factsForEmail,
  raiser,
  raisersManager,
  stageOne,
  stageTwo,
  theirManager,
  worcestershire,
} from '../messages/facts.ts';

/* "Whose move" and "by when", of a record at rest: which pages show it is in the tests of the pages. */

const factsFor = (d: Disagreement, readBy: string, policy: Policy) => ({
  d,
  policy,
  partnershipName: 'Brackenshire',
  texts: {},
  agencyName: (id: string) => AGENCIES[id] ?? id,
  agencies: [],
  help: { emergency: { say: 'Call.' }, outOfHours: { say: 'Call.' }, telephone: '01632 960001' },
  may: [],
  readBy,
});

function standing(d: Disagreement, { email }: Person, policy = bcssp): string {
  const words = wordsOf(String(<WhereItStands facts={factsFor(d, email, policy)} />));
  return words.replace(/\s+/g, ' ').replace('Yours ,', 'Yours,').trim();
}

const history = (d: Disagreement, policy = bcssp) =>
  wordsOf(String(<LatestHistory facts={factsFor(d, raiser.email, policy)} />)).replace(/\s+/g, ' ');

const meeting: Meeting = {
  kind: 'meeting',
  chair: { name: 'Una Marsh', email: 'una.marsh@elsewhere.example', agency: 'police' },
  at: '2026-04-24T13:00:00Z',
  whereTextId: 't5',
  attendees: [],
  convenedBy: businessManager,
  convenedAt: '2026-04-20T09:00:00Z',
};
const board = asked(businessManager, 'board', { role: 'business-manager', does: 'convene' });
const atMeetingStage = (meetings: Meeting[]) =>
  disagreement({
    stages: [
      {
        ...stageTwo,
        stageId: '4',
        deadline: null,
        asked: [asked(raisersManager, 'raising'), asked(theirManager, 'responding'), board],
        ...(meetings.length > 0 ? { meetings } : {}),
      },
    ],
  });

describe('whose move it is', () => {
  it('asks each in the words of what they are asked: whoever arranges the meeting is not asked what those who come to it are', () => {
    const d = atMeetingStage([]);

    expect(standing(d, raiser, worcestershire)).toContain(
      'Gwen Price (Hollin Bank School) and Ruth Bell (Brackenshire Social Care), to say how it can be settled. Also asked: Ada Finch',
    );
    expect(standing(d, businessManager, worcestershire)).toMatch(
      /Yours, to arrange the meeting, or to say why not\. Also asked: Gwen Price .*, to say how it can be settled/,
    );
  });

  it('is the chair’s once a meeting is arranged, and by when is its time', () => {
    const d = atMeetingStage([meeting]);

    expect(standing(d, meeting.chair, worcestershire)).toContain(
      'Yours, to hold the meeting, and to record how it ended',
    );
    expect(standing(d, raiser, worcestershire)).toContain('Una Marsh (police), to hold the meeting');
    expect(standing(d, raiser, worcestershire)).toContain('The meeting is arranged for 2pm on Friday 24 April 2026');
  });

  it('MTG-4: is to arrange mediation or a panel, where the policy has one of them decide', () => {
    const chair = asked(businessManager, 'board', { role: 'independent-chair', does: 'decide' });
    const d = disagreement({ stages: [{ ...stageTwo, stageId: '4b', deadline: null, asked: [chair] }] });

    expect(standing(d, businessManager)).toContain(
      'Yours, to arrange mediation or a panel, and to record the decision',
    );
    expect(messageFor(factsForEmail('asked', { disagreement: d, to: businessManager })).text).toContain(
      'You are asked to arrange mediation or a panel, and to record the decision with its reason.',
    );
  });

  it('CLK-14: is still theirs who have seen that somebody is at risk: to record what is done', () => {
    const d = structuredClone(EXAMPLES['asked, while somebody is at risk']!.disagreement);
    expect(standing(d, theirManager)).toContain('Yours, to say that you have seen that somebody is at risk');

    d.harms![0]!.seenBy.push({ by: theirManager, agency: theirManager.agency, at: '2026-04-08T17:00:00Z', visit: 1 });

    expect(standing(d, theirManager)).toContain(
      'Yours, to record what is done to protect. Also asked: Gwen Price (Hollin Bank School), to say that they have seen that somebody is at risk',
    );
  });

  it('ADM-4: says who is to name the other practitioner, while nobody of the other side is asked', () => {
    const lead = { name: 'Omar Vale', email: 'omar.vale@care.example', agency: 'care' };
    const d = disagreement({
      raisedWith: [{ agency: 'care' }],
      stages: [{ ...stageOne, asked: [asked(raiser, 'raising')] }],
      people: { [lead.email]: { id: 'p3', person: lead, places: ['safeguarding lead'], mine: 'not said' } },
    });

    expect(standing(d, raiser)).toContain(
      'Yours, to say how it can be settled. Also asked: Omar Vale (Brackenshire Social Care), to say who answers for Brackenshire Social Care',
    );
    expect(standing(d, lead)).toContain('Yours, to say who answers for Brackenshire Social Care');
    expect(standing(disagreement(), counterpart)).not.toContain('to say who answers');
  });
});

describe('BEY-6: the clause of a line of the history', () => {
  const opened = (over: Partial<typeof stageTwo.deadline & object>) => {
    const visit = { ...stageTwo, deadline: { ...stageTwo.deadline!, ...over } };
    return history(
      disagreement({
        stages: [stageOne, visit],
        history: [
          {
            n: 1,
            at: visit.openedAt,
            by: 'clock',
            what: 'stage opened',
            stageId: '2',
            clause: 'L66',
            facts: { cause: 'deadline', until: stageTwo.deadline!.at },
            mac: '',
          },
        ],
      }),
    );
  };

  it('is that of the time it names, and not of the stage before', () => {
    expect(opened({})).toContain('Until 5pm on Monday 13 April 2026 (L67).');
    expect(opened({})).not.toContain('L66');
  });

  it('is none where the time is our choice, or has been changed since', () => {
    expect(opened({ isOurNumber: true })).toContain('Until 5pm on Monday 13 April 2026: our choice, not the policy’s.');
    expect(opened({ at: '2026-04-10T11:00:00Z' })).toContain('Until 5pm on Monday 13 April 2026.');
  });

  it('is none where a step that has no number in the policy ended by our time', () => {
    const closedAt = '2026-04-08T16:00:00Z';
    const d = disagreement({
      stages: [
        { ...stageOne, closedAt, closedBy: 'deadline', deadline: { ...stageOne.deadline!, isOurNumber: true } },
        stageTwo,
      ],
      history: [
        {
          n: 1,
          at: closedAt,
          by: 'clock',
          what: 'stage left',
          stageId: '1',
          clause: 'L66',
          facts: { by: 'deadline', to: '2' },
          mac: '',
        },
      ],
    });

    expect(openVisit(d)?.stageId).toBe('2');
    expect(history(d)).toContain('our choice and not the policy’s, had passed. Nobody is blamed.');
    expect(history(d)).not.toContain('The policy says so');
  });
});
