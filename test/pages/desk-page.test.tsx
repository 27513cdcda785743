import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { openListCsv } from '../../documents/open-list-csv.ts';
import type { Need } from '../../escalation/needs-you.ts';
import { type ListRow, readListQuery } from '../../escalation/open-list.ts';
import { ClosedListPage, OpenListPage } from '../../pages/desk/list-pages.tsx';
import { NeedsPage } from '../../pages/desk/needs-page.tsx';
import { StepDrawing } from '../../pages/desk/step-drawing.tsx';
import { wordsOf } from '../messages/elements.ts';

/* What a lead's desk says of needs and rows that are given: which there are is in the tests of `escalation/`. */

const brackenshire = { id: 'brackenshire', name: 'Brackenshire Safeguarding Partnership' };
const wyrefold = { id: 'wyrefold', name: 'Wyrefold Safeguarding Partnership' };
const placeAt = (path: '/lead' | '/lead/open' | '/lead/closed', led = [brackenshire]) => ({
  frame: { isTrial: false },
  path,
  partnership: brackenshire,
  led,
});
const main = (html: string) => /<main.*<\/main>/s.exec(html)![0];
const unescaped = (html: string) => html.replaceAll('&amp;', '&');

const stage = { label: 'Stage 2', name: 'Manager to manager' };
const line = { reference: 'AB-7Q4K', agencies: ['Hollin Bank School', 'Brackenshire Social Care'], stage };
const at = '2026-04-08T16:00:00Z';

describe('what needs a lead today', () => {
  const page = (needs: Need[]) =>
    main(
      String(
        <NeedsPage
          place={placeAt('/lead')}
          today="2026-04-08"
          needs={needs}
          open={3}
          belowTheLine={2}
          line="So it is."
        />,
      ),
    );
  const review: Need = {
    why: 'policy review',
    policyVersionId: 'bcssp-v5',
    policy: 'Escalation Procedure',
    version: '5',
    on: '2026-09-30',
    hasPassed: false,
  };

  it.each<[Need, heading: string, link: string, says: string]>([
    [
      { why: 'harm not seen', ...line, flaggedAt: at, notSeenBy: ['Hollin Bank School'], chases: 2, dueAt: at },
      'Somebody may be at risk, and nobody has said that they have seen it',
      '/d/AB-7Q4K',
      'Nobody at Hollin Bank School has said yet that they have seen it. Telephone them.',
    ],
    [
      { why: 'not delivered', what: 'not delivered', reference: 'AB-7Q4K', stage, agency: 'Hollin Bank School' },
      'Nobody to ask, or email that does not arrive',
      '/d/AB-7Q4K/replace-contact',
      'an email to somebody at Hollin Bank School could not be sent.',
    ],
    [
      { why: 'nobody to ask', what: 'nobody to ask', reference: 'AB-7Q4K', stage, agency: undefined },
      'Nobody to ask, or email that does not arrive',
      '/d/AB-7Q4K',
      'nobody has said with which agency it is',
    ],
    [
      { why: 'due', ...line, isToday: true, what: 'stage ends', at, which: 'stage', hasPassed: false },
      'Due today or overdue',
      '/d/AB-7Q4K',
      'its time ends at 5pm on Wednesday 8 April 2026.',
    ],
    [
      { why: 'due', ...line, isToday: true, what: 'stage ends', at, which: 'local target', hasPassed: true },
      'Due today or overdue',
      '/d/AB-7Q4K',
      'your partnership’s own target for it, not the policy’s, ended at 5pm on Wednesday 8 April 2026.',
    ],
    [
      { why: 'due', ...line, isToday: false, what: 'review', on: '2026-04-09' },
      'Due on the next working day',
      '/d/AB-7Q4K',
      'the day to review it is Thursday 9 April 2026.',
    ],
    [
      { why: 'due', ...line, isToday: false, what: 'action', on: '2026-04-09' },
      'Due on the next working day',
      '/d/AB-7Q4K',
      'an agreed action is to be done by Thursday 9 April 2026.',
    ],
    [
      { why: 'you are asked', ...line, deadline: null },
      'You are asked',
      '/d/AB-7Q4K',
      'The policy gives no number of days.',
    ],
    [
      { why: 'you are asked', ...line, deadline: { at, which: 'local target' } },
      'You are asked',
      '/d/AB-7Q4K',
      'By 5pm on Wednesday 8 April 2026 (your partnership’s own target, not the policy’s).',
    ],
    [{ why: 'held', count: 2 }, 'Emails held for a person to look at', '/lead/held', 'Look at the 2 held emails'],
    [
      { why: 'not done', ...line, agency: 'Hollin Bank School', dueOn: '2026-04-07', answer: 'no answer' },
      'Agreed actions not done',
      '/d/AB-7Q4K',
      'Hollin Bank School agreed to act by Tuesday 7 April 2026. Nobody has said whether it was done.',
    ],
    [
      { why: 'address', ...line, agencies: ['Hollin Bank School'], agency: 'Hollin Bank School' },
      'Addresses waiting to be vouched for',
      '/d/AB-7Q4K/vouch',
      'sees only the reference, stage and deadline until somebody vouches for it.',
    ],
    [
      { why: 'corrections', count: 1 },
      'Your directory',
      '/directory/brackenshire/corrections',
      'Decide on the proposed correction',
    ],
    [review, 'Your policy', '/policy/bcssp-v5', 'is to be reviewed by Wednesday 30 September 2026.'],
  ])('$why: stands under its own heading, with why and the way to put it right', (need, heading, link, says) => {
    const html = page([need]);
    const section = /<section.*<\/section>/s.exec(html)![0];

    expect(/<h2[^>]*>([^<]*)<\/h2>/.exec(section)![1]).toBe(heading);
    expect(section).toContain(`href="${link}"`);
    expect(wordsOf(section)).toContain(says);
    expect(html.includes('Nothing needs you today.'), 'a review of the policy is no work of the day').toBe(
      need.why === 'policy review',
    );
  });

  it('BEY-19: that the bank holidays end soon stands under its own heading, and is no work of the day', () => {
    const html = page([{ why: 'calendar ends', on: '2028-12-31' }]);

    expect(html).toMatch(/<h2[^>]*>The bank holidays<\/h2>/);
    expect(wordsOf(html)).toContain('ends on Sunday 31 December 2028: no deadline after that day can be counted.');
    expect(html).toContain('Nothing needs you today.');
  });

  it('every kind has a heading, so that none is dropped', () => {
    const each: Need[] = [
      { why: 'calendar ends', on: '2028-12-31' },
      { why: 'held', count: 1 },
      { why: 'corrections', count: 1 },
      { why: 'you are asked', ...line, deadline: { at, which: 'stage' } },
      review,
    ];

    const lists = page(each)
      .match(/<ul class="app-needs__list">.*?<\/ul>/gs)!
      .join('');
    expect(lists.match(/<li>/g)).toHaveLength(each.length);
  });
});

const row: ListRow = {
  reference: 'AB-7Q4K',
  agencies: [{ id: 'hollin-bank', name: 'Hollin Bank School', sites: [] }],
  stage: { id: '2', ...stage },
  stagePlace: 1,
  steps: [
    { label: 'Stage 1', name: 'Worker to worker', state: 'passed over' },
    { label: 'Stage 2', name: 'Manager to manager', state: 'open' },
    { label: 'Stage 3', name: 'Senior managers', state: 'ahead' },
  ],
  subject: 'child',
  sinceAt: '2026-04-07T08:00:00Z',
  age: 1,
  deadline: { at, on: '2026-04-08', which: 'stage' },
  isOverdue: false,
  hasNoNumber: false,
  closedAt: null,
  needsYou: false,
};

describe('the open list', () => {
  const query = readListQuery({ stage: '2', agency: 'hollin-bank', time: 'overdue', sort: 'age', page: '2' });
  const page = (rows: readonly ListRow[], led = [brackenshire]) =>
    main(
      String(
        <OpenListPage
          place={placeAt('/lead/open', led)}
          query={query}
          choices={{
            stages: [{ id: '2', name: 'Stage 2' }],
            agencies: [{ id: 'hollin-bank', name: 'Hollin Bank School' }],
          }}
          list={{ rows, page: 2, pages: 3, total: 60 }}
          belowTheLine={1}
          line="So it is."
        />,
      ),
    );

  it.each<[Partial<ListRow>, string[]]>([
    [{}, []],
    [{ harm: 'not seen' }, ['Harm: not seen yet']],
    [{ harm: 'seen' }, ['Harm: seen']],
    [{ isOverdue: true }, ['Overdue']],
    [{ needsYou: true }, ['Needs you today']],
    [{ harm: 'not seen', isOverdue: true, needsYou: true }, ['Harm: not seen yet', 'Overdue', 'Needs you today']],
  ])('a row %j is marked %j', (changes, marks) => {
    const rows = /<ol class="app-rows">.*<\/ol>/s.exec(page([{ ...row, ...changes }]))![0];

    expect([...rows.matchAll(/<strong class="govuk-tag[^>]*>([^<]*)</g)].map(([, text]) => text!.trim())).toEqual(
      marks,
    );
  });

  it.each([
    ['one partnership', [brackenshire], ''],
    ['several partnerships', [brackenshire, wyrefold], 'partnership=brackenshire&'],
  ])('keeps what was chosen on its other pages, in its spreadsheet and in its form, for a lead of %s', (_, led, of) => {
    const html = unescaped(page([row], led));
    const chosen = `${of}stage=2&agency=hollin-bank&time=overdue&sort=age`;

    expect(html).toContain(`href="/lead/open.csv?${chosen}"`);
    expect(html).toContain(`href="/lead/open?${chosen}" rel="prev"`);
    expect(html).toContain(`href="/lead/open?${chosen}&page=3" rel="next"`);
    const selected = [...html.matchAll(/<option value="([^"]*)" selected/g)].map(([, value]) => value);
    expect(selected.filter((value) => value !== '')).toEqual(['2', 'hollin-bank', 'overdue', 'age']);
  });

  it.each([
    ['stage', 'By 5pm on Wednesday 8 April 2026<'],
    ['local target', 'By 5pm on Wednesday 8 April 2026 (your partnership’s own target, not the policy’s)'],
  ] as const)('CLK-10: a row says whose its time is: %s', (which, says) => {
    expect(page([{ ...row, deadline: { at, on: '2026-04-08', which } }])).toContain(says);
  });

  it('the list of what is closed leads to the months beside it', () => {
    const html = main(
      String(
        <ClosedListPage
          place={placeAt('/lead/closed')}
          month="April 2026"
          earlier={{ month: 'March 2026', href: '/lead/closed?month=2026-03' }}
          later={{ month: 'May 2026', href: '/lead/closed?month=2026-05' }}
          list={{ rows: [], page: 1, pages: 1, total: 0 }}
          addressOf={() => ''}
        />,
      ),
    );

    expect(
      [...html.matchAll(/<a class="govuk-link" href="(\/lead\/closed[^"]*)">\s*([^<]*?)\s*</g)].map(([, to, text]) => [
        to,
        text,
      ]),
    ).toEqual([
      ['/lead/closed?month=2026-03', 'March 2026'],
      ['/lead/closed?month=2026-05', 'May 2026'],
    ]);
  });
});

describe('a ladder at a glance', () => {
  const drawn = (...states: ListRow['steps'][number]['state'][]) =>
    String(<StepDrawing steps={states.map((state, index) => ({ label: `Stage ${index + 1}`, name: '', state }))} />);

  it.each([
    [drawn('ended', 'open', 'ahead'), 'At step 2 of 3, Stage 2'],
    [drawn('passed over', 'open', 'ahead'), 'At step 2 of 3, Stage 2; passed over: Stage 1'],
    [drawn('passed over', 'passed over', 'open'), 'At step 3 of 3, Stage 3; passed over: Stage 1, Stage 2'],
    [drawn('ended', 'ended', 'ahead'), 'Ended at step 2 of 3, Stage 2'],
  ])('has its words for whoever cannot see it: %#', (svg, words) => {
    expect(svg).toContain(`aria-label="${words}"`);
  });

  it('tells the four states apart by shape alone', () => {
    const shapeOf = (svg: string) => ({
      full: /r="6" fill="currentColor"/.test(svg),
      dotInRing: /r="9"/.test(svg) && /r="4" fill="currentColor"/.test(svg),
      struck: /<path d="M\d+ \d+L/.test(svg),
    });

    expect(shapeOf(drawn('ended'))).toEqual({ full: true, dotInRing: false, struck: false });
    expect(shapeOf(drawn('open'))).toEqual({ full: false, dotInRing: true, struck: false });
    expect(shapeOf(drawn('ahead'))).toEqual({ full: false, dotInRing: false, struck: false });
    expect(shapeOf(drawn('passed over'))).toEqual({ full: false, dotInRing: false, struck: true });
  });
});

describe('the open list as a spreadsheet', () => {
  const cells = (changes: Partial<ListRow>): Record<string, string> =>
    parse<Record<string, string>>(openListCsv([{ ...row, ...changes }]), { bom: true, columns: true })[0]!;

  it('begins with the mark by which a spreadsheet reads it as UTF-8', () => {
    expect(openListCsv([])).toMatch(/^\ufeff"Reference",/);
  });

  it('says of each row what the page says', () => {
    expect(cells({})).toEqual({
      Reference: 'AB-7Q4K',
      Agencies: 'Hollin Bank School',
      About: 'child',
      Stage: 'Stage 2',
      'Name of stage': 'Manager to manager',
      'At this stage since': '2026-04-07 09:00',
      'Working days at this stage': '1',
      Deadline: '2026-04-08 17:00',
      "Your partnership's own target": 'no',
      Overdue: 'no',
      'Immediate harm': 'no',
      Outcome: '',
      'Needs you today': 'no',
    });
  });

  it.each<[Partial<ListRow>, Record<string, string>]>([
    [{ isOverdue: true }, { Overdue: 'yes' }],
    [{ harm: 'not seen' }, { 'Immediate harm': 'not seen' }],
    [{ needsYou: true }, { 'Needs you today': 'yes' }],
    [
      { deadline: null, hasNoNumber: true },
      { Deadline: 'No number in the policy', "Your partnership's own target": 'no' },
    ],
    [
      { deadline: { at, on: '2026-04-08', which: 'local target' } },
      { Deadline: '2026-04-08 17:00', "Your partnership's own target": 'yes' },
    ],
    [
      { outcome: 'resolved', age: undefined, deadline: null },
      { Outcome: 'resolved', 'Working days at this stage': '', Deadline: '' },
    ],
  ])('%j', (changes, said) => {
    expect(cells(changes)).toMatchObject(said);
  });
});
