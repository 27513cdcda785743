import { describe, expect, it, test } from 'vitest';
import { type Act, readAct } from '../../escalation/acts.ts';
import type { Setting } from '../../escalation/amendment.ts';
import { confirmInWriting } from '../../escalation/clockwork.ts';
import { copiesSeenToBy } from '../../escalation/copies.ts';
import { type Disagreement, openVisit } from '../../escalation/record.ts';
import { asSeenBy } from '../../escalation/seeing.ts';
import {
  asWritten,
  at,
  atBoard,
  CARE,
  COUNTERPART,
  did,
  didChange,
  isTheirs,
  LEAD,
  owedTo,
  RAISER,
  raised,
  refusalOf,
  settingAt,
  THEIR_MANAGER,
} from './building.ts';

const SECOND_LEAD = atBoard('second-unit');
const bothLeads = (setting: Setting): Setting => ({
  ...setting,
  partnership: {
    ...setting.partnership,
    leads: [...setting.partnership.leads, { name: 'Sol Second', email: SECOND_LEAD, agency: 'board' }],
  },
});
const now = bothLeads(settingAt('Mon 2 Mar 2026 09:30'));
const secure = (domain: string): Setting => ({
  ...now,
  partnership: { ...now.partnership, secureDomains: [domain] },
});
const below: Disagreement = { ...raised(now), owed: [] };
const atTwo: Disagreement = { ...did(below, RAISER, { kind: 'escalate-now', text: 'x' }, now), owed: [] };

const copyTo = (to: string): Act => ({ kind: 'send-copy', to, text: 'Links are taken out.', spoken: 'yes' });
const SEND = copyTo(THEIR_MANAGER);
const owedCopies = (d: Disagreement) =>
  d.owed.flatMap((owed) => (owed.kind === 'message' && owed.message === 'record-copy' ? [owed] : []));
const withdrawn = (d: Disagreement, setting = now) => {
  const ended = { ...did(d, RAISER, { kind: 'withdraw', text: 'It is done.' }, setting), owed: [] };
  const decision = confirmInWriting(ended, setting);
  if (!('change' in decision)) throw new Error(decision.nothing);
  return decision.change.disagreement;
};

describe('BEY-9: the lead marks that somebody cannot use links, and their copy is sent', () => {
  it('is in the history with its reason as a text; they alone are sent it, and the mark says who sees to it', () => {
    const { disagreement: d, entries, texts } = didChange(atTwo, LEAD, SEND, now);

    const [line] = entries;
    expect(line).toMatchObject({
      what: 'copy sent',
      by: 'l1',
      facts: { whose: d.people[THEIR_MANAGER]!.id, locked: true },
    });
    expect(texts).toEqual([{ id: line!.textId, content: 'Links are taken out.' }]);
    expect(owedTo(d, 'record-copy')).toEqual([THEIR_MANAGER]);
    expect(owedTo(d, 'copy-password')).toEqual([]);
    expect(copiesSeenToBy(d, LEAD).map(({ email }) => email)).toEqual([THEIR_MANAGER]);
  });

  it('done again sends a newer one, under a line of its own, and whoever did it sees to it from then on', () => {
    const first = didChange(atTwo, LEAD, SEND, now);
    const { disagreement: again } = didChange(asWritten(first), SECOND_LEAD, SEND, now);

    expect(owedCopies(again)[0]!.entry).toBeGreaterThan(owedCopies(first.disagreement)[0]!.entry);
    expect(copiesSeenToBy(again, LEAD)).toEqual([]);
    expect(copiesSeenToBy(again, SECOND_LEAD).map(({ email }) => email)).toEqual([THEIR_MANAGER]);
  });

  test.each<[string, Disagreement, string, Act, RegExp | 'done']>([
    ['somebody asked now', atTwo, LEAD, SEND, 'done'],
    ['the practitioner on the other side', atTwo, LEAD, copyTo(COUNTERPART), 'done'],
    ['whoever raised it', atTwo, LEAD, copyTo(RAISER), 'done'],
    ['somebody who takes no part', atTwo, LEAD, copyTo(at('care', 'nobody')), /takes part/],
    [
      'somebody who said that it is not theirs',
      did(isTheirs(atTwo, THEIR_MANAGER), THEIR_MANAGER, { kind: 'not-mine' }, now),
      LEAD,
      SEND,
      /takes part/,
    ],
    [
      'somebody who was only told of it',
      { ...atTwo, people: { ...atTwo.people, [THEIR_MANAGER]: { ...atTwo.people[THEIR_MANAGER]!, places: ['told'] } } },
      LEAD,
      SEND,
      /takes part/,
    ],
    [
      'whoever the policy sends its form, who takes no part',
      {
        ...atTwo,
        people: {
          ...atTwo.people,
          [THEIR_MANAGER]: { ...atTwo.people[THEIR_MANAGER]!, places: ['told'], readsForm: true },
        },
      },
      LEAD,
      SEND,
      'done',
    ],
    ['anybody, below the board’s line (NOT-5)', below, LEAD, copyTo(COUNTERPART), /does not show/],
    [
      'anybody, by somebody who takes part and does not lead',
      isTheirs(atTwo, THEIR_MANAGER),
      THEIR_MANAGER,
      SEND,
      /Only the partnership/,
    ],
    ['anybody, of one that has ended', withdrawn(atTwo), LEAD, SEND, 'done'],
    [
      'anybody, of one that goes on in another',
      {
        ...atTwo,
        mergedInto: {
          id: 'x',
          reference: 'ZZ-2222',
          at: '2026-03-02T09:30:00Z',
          by: { name: 'Bea Unit', email: LEAD, agency: 'board' },
          textId: 't',
        },
      },
      LEAD,
      SEND,
      /goes on as ZZ-2222/,
    ],
  ])('sends to %s: %#', (_to, d, by, act, answer) => {
    const said = refusalOf(d, by, act, now);

    if (answer === 'done') expect(said).toBe('done');
    else expect(said).toMatch(answer);
  });

  it('PRV-2: somebody whose address is outside their agency’s domains is vouched for first', () => {
    const outside = 'cas@elsewhere.example';
    const named = did(atTwo, LEAD, { kind: 'vouch', email: outside }, now);
    const placed = did(
      named,
      LEAD,
      { kind: 'replace-contact', agency: CARE, role: 'line-manager', name: 'Cas', email: outside },
      now,
    );
    const forgotten = { ...placed, vouchedFor: [] };

    expect(refusalOf(forgotten, LEAD, copyTo(outside), now)).toMatch(/First vouch/);
    expect(refusalOf(placed, LEAD, copyTo(outside), now)).toBe('done');
  });

  it('PRV-2: they cannot say on the page that it is theirs, so the lead speaks with them first and says so', () => {
    const read = readAct('send-copy', { to: THEIR_MANAGER, text: 'Links are taken out.' });
    expect('problems' in read && read.problems).toEqual([
      { field: 'spoken', message: 'Speak with them first. Then tick the box to say that you did' },
    ]);

    expect(atTwo.people[THEIR_MANAGER]!.mine).toBe('not said');
    expect(did(atTwo, LEAD, SEND, now).people[THEIR_MANAGER]!.mine).toBe('mine');
  });
});

describe('PRV-1: locked unless the address is on the partnership’s list of secure ones', () => {
  const domain = THEIR_MANAGER.split('@')[1]!;

  test.each<[string, Setting, boolean]>([
    ['a list with nothing in it', now, true],
    ['its exact domain on the list', secure(domain), false],
    ['the domain above it on the list', secure(domain.split('.').slice(1).join('.')), true],
    ['another domain on the list', secure('police.example'), true],
  ])('%s', (_, setting, locked) => {
    const { disagreement: d } = didChange(atTwo, LEAD, SEND, setting);

    expect(owedCopies(d).map(({ facts }) => facts)).toEqual([{ locked }]);
  });
});

describe('BEY-9: a copy for each agency when it has ended', () => {
  const marked = { ...did(atTwo, LEAD, SEND, now), owed: [] };

  it('is sent to whoever was marked, and the lead who sees to it is asked to tell the password', () => {
    const ended = withdrawn(marked);

    expect(owedTo(ended, 'record-copy')).toEqual([THEIR_MANAGER]);
    expect(owedTo(ended, 'copy-password')).toEqual([LEAD]);
    expect(owedTo(ended, 'withdrawn')).toContain(THEIR_MANAGER);
  });

  it('is sent without a password, and nobody is asked to tell one, where the address is secure', () => {
    const ended = withdrawn(marked, secure(THEIR_MANAGER.split('@')[1]!));

    expect(owedCopies(ended).map(({ facts }) => facts)).toEqual([{ locked: false }]);
    expect(owedTo(ended, 'copy-password')).toEqual([]);
  });

  it('is sent to nobody who was not marked, or has no part in it any more', () => {
    const gone = {
      ...marked,
      people: { ...marked.people, [THEIR_MANAGER]: { ...marked.people[THEIR_MANAGER]!, mine: 'not mine' as const } },
    };

    expect(owedCopies(withdrawn(atTwo))).toEqual([]);
    expect(owedCopies(withdrawn(gone))).toEqual([]);
  });

  it('PRV-2: is sent to nobody whose address is outside their agency’s domains by then, and whom nobody has vouched for', () => {
    const agencies = now.directory.agencies.map((agency) =>
      agency.id === CARE ? { ...agency, domains: ['new-care.example'] } : agency,
    );
    const posts = now.directory.posts.filter(({ email }) => email !== THEIR_MANAGER);
    const moved = { ...now, directory: { ...now.directory, agencies, posts } };
    const vouchedFor = [{ email: THEIR_MANAGER, by: LEAD, at: now.now.toString() }];

    expect(owedCopies(withdrawn(marked, moved))).toEqual([]);
    expect(owedCopies(withdrawn({ ...marked, vouchedFor }, moved))).toHaveLength(1);
  });

  it('passes to another lead where the first has stood aside: the password is told by whoever leads it', () => {
    const left = { ...did(marked, LEAD, { kind: 'stand-aside', text: 'My sister works there.' }, now), owed: [] };
    const ended = withdrawn(left);

    expect(owedTo(ended, 'copy-password')).toEqual([SECOND_LEAD]);
    expect(copiesSeenToBy(ended, SECOND_LEAD).map(({ email }) => email)).toEqual([THEIR_MANAGER]);
  });

  it('S29: passes to another lead, too, where the first has been asked for a side since', () => {
    const asked = openVisit(marked)!.asked.find(({ side }) => side === 'responding')!;
    const lead = { name: 'Bea Unit', email: LEAD, agency: 'board' };
    const near = {
      ...marked,
      stages: marked.stages.map((visit) => ({ ...visit, asked: [...visit.asked, { ...asked, person: lead }] })),
    };

    expect(owedTo(withdrawn(near), 'copy-password')).toEqual([SECOND_LEAD]);
  });
});

it('INT-10: that a supporter was sent a copy is not said to the other side, who do not know of them', () => {
  const supporter = at('health', 'senior-manager');
  const supported = did(atTwo, RAISER, { kind: 'appoint-supporter', name: 'Sam Supporter', email: supporter }, now);
  const sent = { ...didChange(supported, LEAD, copyTo(supporter), now) };
  const d = { ...sent.disagreement, history: sent.entries.map((entry) => ({ ...entry, mac: '' })) };

  expect(asSeenBy(d, RAISER).history.map(({ what }) => what)).toEqual(['copy sent']);
  expect(asSeenBy(d, COUNTERPART).history).toEqual([]);
});
