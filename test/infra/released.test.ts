import { existsSync, globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { STATE_DOORS } from '../../infra/doors.ts';
import { functionsNamedIn, releasedMachines } from '../../infra/machines.ts';
import { COUNTED, HEARTBEATS } from '../../infra/watch.ts';
import { DOORS } from './synthesize.ts';

describe('what is deployed is what is written', () => {
  test.each(DOORS.map(({ name }) => name))('functions/%s.ts exists and exports its handler', (name) => {
    const file = `functions/${name}.ts`;

    expect(existsSync(file), file).toBe(true);
    expect(readFileSync(file, 'utf8')).toMatch(
      /export (const|async function|function) handler\b|export \{[^}]*\bhandler\b/,
    );
  });

  test('every function file with a handler is deployed, or nobody could reach it', () => {
    const handlers = globSync('functions/*.ts')
      .filter((file) => /export (const|async function|function) handler\b/.test(readFileSync(file, 'utf8')))
      .map((file) => file.replace(/^functions\/(.*)\.ts$/, '$1'));

    const deployed = DOORS.map(({ name }) => name);
    expect(handlers.filter((name) => !deployed.includes(name))).toEqual([]);
  });

  test('every Task of every released machine names a function of a state', () => {
    const states = STATE_DOORS.map(({ name }) => name);

    for (const machine of releasedMachines('statemachines')) {
      expect(functionsNamedIn(machine).length, machine.name).toBeGreaterThan(0);
      for (const name of functionsNamedIn(machine)) expect(states, machine.name).toContain(name);
    }
  });

  test('a state’s function gives up before its Task does, so that the machine hears why', () => {
    const slowest = Math.max(...STATE_DOORS.map(({ timeout }) => timeout.toSeconds()));

    for (const machine of releasedMachines('statemachines')) {
      const patience = [...machine.definition.matchAll(/"TimeoutSeconds":\s*(\d+)/g)].map(([, seconds]) =>
        Number(seconds),
      );
      expect(patience.length, machine.name).toBeGreaterThan(0);
      expect(Math.min(...patience), machine.name).toBeGreaterThan(slowest);
    }
  });

  test('everything the code counts has an alarm with a sentence, or counting it would tell nobody', () => {
    const counted = globSync('{conduct,functions,services}/**/*.ts').flatMap((file) =>
      [...readFileSync(file, 'utf8').matchAll(/\.count\('([^']+)'\)/g)].map(([, name]) => name!),
    );

    const watched = [...Object.keys(COUNTED), ...Object.values(HEARTBEATS)];
    expect(counted.filter((name) => !watched.includes(name))).toEqual([]);
  });
});
