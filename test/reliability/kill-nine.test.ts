import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, it } from 'vitest';
import { listedIn } from '../../services/disagreements.ts';
import { LABELS, letter } from '../journeys/letters.ts';
import { brackenshire } from '../journeys/people.ts';
import { inLondon, london, openWorld, type World } from '../journeys/world.ts';

let folder: string;
let world: World | undefined;
afterEach(() => {
  world?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Starts the real process and answers it with its mail port. */
async function start(startsAt: string): Promise<{ child: ChildProcess; port: number; ended: Promise<void> }> {
  const child = spawn(process.execPath, [
    '--import',
    'tsx',
    fileURLToPath(new URL('./killed-service.ts', import.meta.url)),
    folder,
    london(startsAt).toString(),
  ]);
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const port = await new Promise<number>((resolve, reject) => {
    let wrong = '';
    child.stderr!.on('data', (text) => {
      wrong += text;
    });
    child.stdout!.on('data', (text) => resolve(Number(String(text).trim())));
    child.on('close', () => reject(new Error(`It ended before it opened its doors: ${wrong}`)));
  });
  return { child, port, ended };
}

/** Hands over one email after the other by SMTP; `accepted` hears of each once the server has answered 250 to its last dot. */
function handOver(port: number, letters: string[], accepted: (count: number) => void): Promise<void> {
  return new Promise((ended) => {
    const socket = connect(port, '127.0.0.1');
    const talk = letters.flatMap((raw) => [
      `MAIL FROM:<${brackenshire.healthVisitor}>`,
      'RCPT TO:<raise+brackenshire@inbound.commonground.example>',
      'DATA',
      `${raw.replaceAll(/^\./gm, '..')}\r\n.`,
    ]);
    const answers = 4;
    let said = -2;
    let rest = '';
    socket.on('data', (text) => {
      rest += text;
      for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
        const line = rest.slice(0, end);
        rest = rest.slice(end + 2);
        if (/^\d{3}-/.test(line)) continue;
        said += 1;
        if (said > 0 && said % answers === 0 && line.startsWith('250')) accepted(said / answers);
        if (said === -1) socket.write('EHLO health.example\r\n');
        else if (said < talk.length) socket.write(`${talk[said]}\r\n`);
        else socket.end('QUIT\r\n');
      }
    });
    socket.on('error', () => undefined);
    socket.on('close', () => ended());
  });
}

const letters = Array.from({ length: 12 }, (_, index) =>
  letter({ id: `kill-${index}@dunmerevalleyhealth.example`, subject: `Disagreement ${index}`, body: LABELS }),
);

it.each([1, 5])(
  'I1: kill -9 right after acknowledgement %i: every acknowledged email is a disagreement, and what fell due while nothing ran happens at once, once',
  async (killedAfter) => {
    folder = mkdtempSync(join(tmpdir(), 'cg-kill-nine-'));
    const { child, port, ended } = await start('Mon 2 Mar 2026 09:30');
    let acknowledged = 0;
    await handOver(port, letters, (count) => {
      acknowledged = count;
      if (count === killedAfter) child.kill('SIGKILL');
    });
    await ended;
    expect(acknowledged).toBeGreaterThanOrEqual(killedAfter);
    expect(acknowledged).toBeLessThan(letters.length);

    // Nobody starts it again until Thursday: stage 1 has ended meanwhile, at 17:00 on Wednesday.
    world = await openWorld('Thu 5 Mar 2026 09:02', { folder });
    await world.until('Thu 5 Mar 2026 09:12');

    const all = await listedIn(world.services.table, 'brackenshire', 'all');
    expect(all.length).toBeGreaterThanOrEqual(acknowledged);
    expect(all.length).toBeLessThanOrEqual(acknowledged + 1);
    for (const d of all) {
      expect(d.stages.map(({ stageId, openedAt }) => [stageId, inLondon(openedAt).slice(0, 12)])).toEqual([
        ['1', 'Mon 2 Mar 09'],
        ['2', 'Thu 5 Mar 09'],
      ]);
      expect(d.owed).toEqual([]);
      const moved = world.mailTo(brackenshire.healthVisitor, 'This is now at Stage 2');
      expect(moved.filter(({ subject }) => subject.startsWith(`[${d.reference}]`))).toHaveLength(1);
    }
    const running = await world.runner.list({ status: 'RUNNING' });
    expect(new Set(running.map(({ name }) => name))).toEqual(new Set(all.map(({ id, run }) => `${id}-${run}`)));

    // The senders' own servers try again what they think was not taken: nothing is opened twice.
    for (const [index, raw] of letters.entries())
      await world.receives({ raw, envelope: { messageId: `again-${index}`, from: brackenshire.healthVisitor } });
    expect(await listedIn(world.services.table, 'brackenshire', 'all')).toHaveLength(letters.length);
    expect(readdirSync(folder)).toContain('common-ground.sqlite');
  },
  30_000,
);
