import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, describe, expect, it, test } from 'vitest';
import { requirePolicy, requireStage } from '../../escalation/policy.ts';
import { policyVersions } from '../../policies/all.ts';
import { ladderOf } from '../../scripts/ladders/ladder.ts';
import { layOut } from '../../scripts/ladders/layout.ts';
import { drawing } from '../../scripts/ladders/svg.ts';
import { compile, type StateMachine } from '../../statemachines/escalation.ts';
import { browser, closePages } from '../browser.ts';
import { L } from '../escalation/building.ts';

afterAll(closePages);

const released = Object.entries(policyVersions).map(([id, source]) => ({ id, policy: requirePolicy(source, id) }));
const committed = (id: string) => readFileSync(new URL(`../../docs/ladders/${id}.svg`, import.meta.url), 'utf8');
const machineOf = (id: string): StateMachine =>
  JSON.parse(readFileSync(new URL(`../../statemachines/${id}.asl.json`, import.meta.url), 'utf8'));

/** The boxes and arrows that stand in a drawing: read from the SVG itself, not from what made it. */
function readDrawing(svg: string) {
  const unescaped = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&amp;', '&');
  const boxes = [...svg.matchAll(/data-box="([^"]*)" data-states="([^"]*)"/g)].map(([, id, states]) => ({
    id: id!,
    states: unescaped(states!).split('|'),
  }));
  const arrows = [...svg.matchAll(/data-from="([^"]*)" data-to="([^"]*)" data-by="([^"]*)"/g)].map(
    ([, from, to, by]) => ({ from: from!, to: to!, by: by! }),
  );
  return { boxes, arrows };
}

type Choices = { Condition: string; Next: string }[];
/** What the machine says, read here once more and by hand: the place of each state that "Where?" leads to. */
function placesOf(machine: StateMachine): Map<string, string> {
  const choices = machine.States['Where?']!['Choices'] as Choices;
  return new Map(choices.map(({ Condition, Next }) => [/= '(.*)'/.exec(Condition)![1]!, Next]));
}

/** The moves that a stage's deadline makes: Catch DeadlinePassed, escalate, and the first place that the choice after it names. */
function movesByDeadline(machine: StateMachine): string[] {
  const place = new Map([...placesOf(machine)].map(([id, state]) => [state, id]));
  return Object.entries(machine.States).flatMap(([name, state]) => {
    const catchers = (state['Catch'] ?? []) as { ErrorEquals: string[]; Next: string }[];
    const passed = catchers.find(({ ErrorEquals }) => ErrorEquals.includes('DeadlinePassed'));
    if (!passed) return [];
    const arrived = machine.States[machine.States[passed.Next]!['Next'] as string]!;
    return [`${place.get(name)} to ${place.get((arrived['Choices'] as Choices)[0]!.Next)}`];
  });
}

/** What a reader would see go wrong in a browser: measured with the letters it really has. */
async function faultsSeenIn(svg: string): Promise<string[]> {
  const page = await (await browser()).newPage();
  await page.setContent(`<body style="margin:0">${svg}`);
  const faults = await page.evaluate<string[]>(`(() => {
      const at = (node) => node.getBoundingClientRect();
      const apart = (a, b) => a.right <= b.left + 0.5 || b.right <= a.left + 0.5 || a.bottom <= b.top + 0.5 || b.bottom <= a.top + 0.5;
      const within = (a, b) => a.left >= b.left && a.right <= b.right && a.top >= b.top && a.bottom <= b.bottom;
      const all = (selector) => [...document.querySelectorAll(selector)];
      const said = (node) => node.textContent;
      const boxes = all('[data-box] > rect');
      const labels = all('[data-from] > text');
      const page = at(document.querySelector('svg'));
      return [
        ...boxes.flatMap((one, index) => boxes.slice(index + 1).filter((other) => !apart(at(one), at(other))).map(() => 'boxes overlap')),
        ...all('[data-box] > text').filter((text) => !within(at(text), at(text.parentNode.querySelector('rect')))).map((text) => 'leaves its box: ' + said(text)),
        ...labels.flatMap((label) => boxes.filter((box) => !apart(at(label), at(box))).map(() => 'over a box: ' + said(label))),
        ...labels.flatMap((label, index) => labels.slice(index + 1).filter((other) => other.parentNode !== label.parentNode && !apart(at(label), at(other))).map((other) => 'over each other: ' + said(label) + ' / ' + said(other))),
        ...all('text').filter((text) => !within(at(text), page)).map((text) => 'leaves the page: ' + said(text)),
      ];
    })()`);
  await page.close();
  return faults;
}

/** States that only carry a move out, or end an execution for a reason that no reader of a policy looks for. */
const CARRIES_OUT = /^(Where\?|Pause|Stuck|Superseded|Escalate from .*|In .*\?)$/;

describe.each(released)('docs/ladders, $id: the machine, drawn', ({ id, policy }) => {
  const machine = machineOf(id);
  const { boxes, arrows } = readDrawing(committed(id));

  it('is what the machine makes now', async () => {
    const ladder = ladderOf(policy, machine);

    expect(drawing(ladder, await layOut(ladder), `${id}.asl.json`)).toBe(committed(id));
  });

  it('has a box for every place of the machine and no other, each standing for the very states', () => {
    const places = placesOf(machine);
    places.delete('superseded');

    expect(boxes).toHaveLength(places.size + 1);
    expect(new Set(boxes.map((box) => box.id))).toEqual(new Set(['start', ...places.keys()]));
    for (const [place, state] of places) expect(boxes.find((box) => box.id === place)!.states).toContain(state);
  });

  it('leaves out only the states that carry a move out', () => {
    const inBoxes = boxes.flatMap(({ states }) => states);
    const left = Object.keys(machine.States).filter((state) => !inBoxes.includes(state));

    expect(left.filter((state) => !CARRIES_OUT.test(state))).toEqual([]);
  });

  it('has the stages of the policy, in its order', () => {
    const stages = boxes.filter((box) => box.id.startsWith('stage-'));

    expect(stages.map((box) => box.id)).toEqual(policy.stages.map((stage) => `stage-${stage.id}`));
  });

  it('has an arrow from stage to stage for every move that a deadline makes, and no other to the next stage', () => {
    const order = policy.stages.map((stage) => `stage-${stage.id}`);
    const toTheNext = arrows.filter(({ from, to }) => from !== 'start' && order[order.indexOf(from) + 1] === to);
    const byDeadline = movesByDeadline(machine);

    expect(new Set(toTheNext.map(({ from, to }) => `${from} to ${to}`))).toEqual(new Set(byDeadline));
  });

  it('draws further moves only where the policy has a clock or a rule for them, and only to places that the machine reaches', () => {
    const places = placesOf(machine);
    const order = policy.stages.map((stage) => `stage-${stage.id}`);
    const further = arrows.filter(({ from, to }) => order.indexOf(to) > order.indexOf(from) + 1 && from !== 'start');
    const allowed = [
      policy.cap && `stage-${policy.cap.to}`,
      policy.policyIssueGoesTo && `stage-${policy.policyIssueGoesTo.stage}`,
      ...policy.stages.map((stage, index) => stage.deadline?.from === 'outset' && index > 0 && order[index + 1]),
    ];

    for (const { to } of further) expect(allowed).toContain(to);
    for (const { to } of arrows) expect([...places.keys()]).toContain(to);
    if (policy.cap)
      expect(further.some(({ to, by }) => to === `stage-${policy.cap!.to}` && by === 'the clock')).toBe(true);
  });

  it('lets every stage end, and everything that ends be confirmed in writing, checked back on and closed', () => {
    const ends = arrows.filter(({ to }) => to === 'confirm-in-writing').map(({ from }) => from);

    expect(ends).toEqual(policy.stages.map((stage) => `stage-${stage.id}`));
    expect(arrows.filter(({ from }) => !from.startsWith('stage-') && from !== 'start')).toEqual([
      { from: 'confirm-in-writing', to: 'check-back', by: 'people' },
      { from: 'check-back', to: 'closed', by: 'people' },
      { from: 'confirm-in-writing', to: 'closed', by: 'people' },
    ]);
  });

  it('says each deadline and its clause in words', () => {
    const said = committed(id).replaceAll(/<\/text><text[^>]*>/g, ' ');

    for (const { deadline } of policy.stages) {
      if (!deadline) continue;
      const days = `${deadline.workingDays} working day${deadline.workingDays === 1 ? '' : 's'}`;
      const cited = deadline.ourChoice ? `${deadline.clause}*` : deadline.clause;
      expect(said).toContain(`By: ${days} after`);
      expect(said).toContain(`no answer in ${days} (${cited})`);
    }
    if (policy.cap) expect(said).toContain(`the cap: ${policy.cap.workingDays} working days (${policy.cap.clause})`);
  });
});

it('there is a drawing for each released policy version and none besides', () => {
  const files = readdirSync(new URL('../../docs/ladders/', import.meta.url));

  expect(files.sort()).toEqual(released.map(({ id }) => `${id}.svg`).sort());
});

it('SCP-4: says that nobody goes round a review, where there is one', () => {
  const saysSo = released
    .map(({ id }) => id)
    .filter((id) =>
      committed(id)
        .replaceAll(/<[^>]*>|\s+/g, ' ')
        .includes('round a review'),
    );

  expect(saysSo).toEqual(['safeguarding-adults-board-v1']);
});

describe('every drawing can be read when it is printed on A4', () => {
  const drawings = released.map(({ id }) => [id, committed(id)] as const);

  test.each(drawings)('%s: A4 portrait, black on white, system letters of at least 8 points', (_id, text) => {
    const scale = Number(/scale\(([\d.]+)\)/.exec(text)![1]);
    const smallest = Math.min(...[...text.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size)));

    expect(text).toContain('width="210mm" height="297mm"');
    expect(smallest * scale * 0.75).toBeGreaterThanOrEqual(8);
    const colours = [...text.matchAll(/(?:fill|stroke)="([^"]+)"/g)].map(([, colour]) => colour);
    expect([...new Set(colours)].sort()).toEqual(['#000', '#fff', 'none']);
    expect(text).toMatch(/font-family="system-ui, /);
    expect(text).not.toMatch(/<(image|script|style|foreignObject)|href=/);
  });

  test.each(drawings)('%s: nothing overlaps and nothing leaves the page', async (_id, text) => {
    expect(await faultsSeenIn(text)).toEqual([]);
  });

  it('a label moved onto a box, a box onto a box and words off the page would be seen, or the test above would prove nothing', async () => {
    const whole = committed('bcssp-v5');
    const label = /<text x="[\d.]+" y="([\d.]+)">no answer in 3 working/.exec(whole)!;
    const [first, second] = [...whole.matchAll(/<rect x="[\d.]+" y="([\d.]+)"/g)];

    expect(await faultsSeenIn(whole.replace(label[0], label[0].replace(label[1]!, '20')))).toContainEqual(
      expect.stringMatching(/^over a box: no answer in 3 working days/),
    );
    expect(await faultsSeenIn(whole.replace(second![0], second![0].replace(second![1]!, first![1]!)))).toContain(
      'boxes overlap',
    );
    expect(await faultsSeenIn(whole.replace('Drawn from', `Drawn ${'and drawn '.repeat(20)}from`))).toContainEqual(
      expect.stringMatching(/^leaves the page: /),
    );
  });

  test.each(drawings)('%s: who hears it gets its name, every stage and every arrow in sentences', (_id, text) => {
    const [, described] = /<desc id="desc">([\s\S]*)<\/desc>/.exec(text)!;
    const { boxes, arrows } = readDrawing(text);

    expect(text).toMatch(/<svg [^>]*role="img" aria-labelledby="title desc"/);
    expect(text).toMatch(/<title id="title">.+<\/title>/);
    expect(described!.match(/^From here to /gm) ?? described!.match(/From here to /g)).not.toBeNull();
    expect(described!.match(/From here to /g)).toHaveLength(arrows.length);
    expect(boxes.length).toBeGreaterThan(5);
  });
});

it('refuses to draw a machine of which the stages are not the policy’s', () => {
  const machine = compile(L);
  const renamed = { ...L, stages: L.stages.map((stage) => ({ ...stage, name: `${stage.name}, changed` })) };

  expect(() => ladderOf(renamed, machine)).toThrow(/is not Stage 1 of the policy/);
  expect(requireStage(L, '1').name).not.toContain('changed');
});
