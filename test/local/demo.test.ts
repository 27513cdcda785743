import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkDigests } from '../../local/demo/check-demonstration.ts';
import { checkStory, type Story } from '../../local/demo/check-story.ts';
import { DIGESTS, LEADS, SETTLED_AT_STAGE_TWO, THROUGH_EVERY_TIER } from '../../local/demo/expected.ts';
import type { SentDigest } from '../../local/demo/happened.ts';

/** `npm run demo` after its install step, with a temporary folder of its own. */
async function runDemo(): Promise<{ code: number | null; said: string; wrong: string; left: string[] }> {
  const temporary = mkdtempSync(join(tmpdir(), 'demo-test-'));
  try {
    const child = spawn(process.execPath, ['--import', 'tsx', 'local/demo.ts'], {
      env: { ...process.env, TMPDIR: temporary },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    const left = readdirSync(temporary).filter((name) => name.startsWith('common-ground'));
    return { code, said: Buffer.concat(out).toString('utf8'), wrong: Buffer.concat(err).toString('utf8'), left };
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

describe('the demonstration', () => {
  it('tells both stories to their end, finds no difference and leaves nothing behind', async () => {
    const { code, said, wrong, left } = await runDemo();

    expect({ code, wrong, left }).toEqual({ code: 0, wrong: '', left: [] });
    for (const line of [
      /^ {2}5pm on Wednesday 8 April 2026 +Stage 2 opened by itself, because .* \(L66\)\.$/m,
      /^ {2}5pm on Monday 13 April 2026 +Stage 3 opened by itself, because .* \(L67\)\.$/m,
      /^ {2}5pm on Friday 17 April 2026 +Stage 4 opened by itself, because .* \(L68\)\.$/m,
      /^ {2}5pm on Friday 24 April 2026 +Stage 4, Independent Chair opened by itself, because .* \(L71\)\.$/m,
      /^ +asked: Yusuf Abernook$/m,
      /^ {2}5pm on Tuesday 7 April 2026 +Stage 2 opened by itself, because .* \(L41\)\.$/m,
      /^ +The outcome is confirmed in writing, by itself \(L66\)\.$/m,
      /^ {2}10am on Wednesday 22 April 2026 +The day of the agreed action has come/m,
      /^ +Nothing is outstanding any more: it is closed\.$/m,
      /^ {2}64 digests: /m,
      /^ {2}Nothing differs\.$/m,
    ]) {
      expect(said).toMatch(line);
    }
    // What it promises, on whatever machine.
  }, 60_000);
});

describe('what the demonstration holds a story against', () => {
  it('accepts the story that the policies say, whoever is named first', () => {
    expect(
      checkStory(
        THROUGH_EVERY_TIER,
        changed((story) => story.moves.map(({ asked }) => asked.reverse())),
      ),
    ).toEqual([]);
    expect(checkStory(SETTLED_AT_STAGE_TWO, SETTLED_AT_STAGE_TWO)).toEqual([]);
  });

  it.each<[what: string, change: (story: Story) => unknown, difference: RegExp]>([
    [
      'a stage that opens a day late',
      ({ moves }) => Object.assign(moves[1]!, { at: '5pm on Thursday 9 April 2026' }),
      /^Stage 2 opened: expected at 5pm on Wednesday 8 April 2026, .*; it was at 5pm on Thursday 9 April 2026/,
    ],
    [
      'a clause that is another stage’s',
      ({ moves }) => Object.assign(moves[2]!, { clause: 'L66' }),
      /^Stage 3 opened: expected .*\(L67\).*; it was .*\(L66\)/,
    ],
    [
      'a stage moved by a person',
      ({ moves }) => Object.assign(moves[1]!, { because: 'a person' }),
      /^Stage 2 opened: expected .*because: deadline.*; it was .*because: a person/,
    ],
    [
      'an invented deadline at a stage without a number',
      ({ moves }) => Object.assign(moves[4]!, { until: '5pm on Friday 1 May 2026' }),
      /^Stage 4, Independent Chair opened: expected .*no number in the policy.*; it was .*1 May 2026/,
    ],
    [
      'somebody who was not asked',
      ({ moves }) => moves[1]!.asked.pop(),
      /^Stage 2 opened: expected .*esme\.quillfeather/,
    ],
    ['a stage that never opened', ({ moves }) => moves.pop(), /^Stage 4, Independent Chair opened: .*did not happen/],
    [
      'an email that never came',
      ({ letters }) => letters.pop(),
      /^email "A professional disagreement: please answer" at 5pm on Friday 24 April 2026: .*did not happen/,
    ],
    [
      'an email sent to one too many',
      ({ letters }) => letters[0]!.to.push('somebody.else@brackenshire.example'),
      /^email "Your professional disagreement is open".*it was to .*somebody\.else@brackenshire\.example/,
    ],
    [
      'an email sent twice',
      ({ letters }) => letters.push(letters[0]!),
      /^email "Your professional disagreement is open".*nothing of the kind was expected/,
    ],
    [
      'a history that was altered',
      ({ ending }) => ending.splice(2, 1),
      /^every line of its history verifies: .*did not/,
    ],
  ])('names %s', (_what, change, difference) => {
    const differences = checkStory(THROUGH_EVERY_TIER, changed(change));

    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatch(difference);
  });

  it('names a digest that is missing, one too many, one that is late, and one that tells too much', () => {
    const sent = DIGESTS.flatMap(([day, b, w]) => [
      ...LEADS.B.map((to): SentDigest => ({ at: `8am on ${day}`, day, to, says: b, inShort: '' })),
      ...LEADS.W.map((to): SentDigest => ({ at: `8am on ${day}`, day, to, says: w, inShort: '' })),
    ]);
    expect(checkDigests(sent)).toEqual([]);

    // Another sample partnership's lead hears that there is nothing, and of nothing else.
    const elsewhere: SentDigest = { ...sent[0]!, to: 'somebody@elsewhere.example' };
    expect(checkDigests([...sent, elsewhere])).toEqual([]);
    expect(checkDigests([...sent, { ...elsewhere, says: 'a count' }])).toEqual([
      'digest for Thursday 2 April 2026 to somebody@elsewhere.example: at 8am on Thursday 2 April 2026, telling a count; that partnership has no disagreement',
    ]);

    const [first, second, third, fourth, ...others] = sent;
    const differences = checkDigests([
      second!,
      second!,
      { ...third!, at: '8:30am on Thursday 2 April 2026' },
      { ...fourth!, says: 'its reference' },
      ...others,
    ]);

    expect(differences).toEqual([
      `digest for Thursday 2 April 2026 to ${first!.to}: expected at 8am on Thursday 2 April 2026, telling nothing; it did not happen`,
      `digest for Thursday 2 April 2026 to ${third!.to}: expected at 8am on Thursday 2 April 2026, telling nothing; it was at 8:30am on Thursday 2 April 2026, telling nothing`,
      `digest for Thursday 2 April 2026 to ${fourth!.to}: expected at 8am on Thursday 2 April 2026, telling nothing; it was at 8am on Thursday 2 April 2026, telling its reference`,
      `digest for Thursday 2 April 2026 to ${second!.to}: at 8am on Thursday 2 April 2026, telling nothing; nothing of the kind was expected`,
    ]);
  });
});

function changed(change: (story: Story) => unknown): Story {
  const story = structuredClone(THROUGH_EVERY_TIER);
  change(story);
  return story;
}
