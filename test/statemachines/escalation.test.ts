import { existsSync, globSync, readFileSync } from 'node:fs';
import aslValidator from 'asl-validator';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { type Policy, policyVersionId, requirePolicy, stageAfter } from '../../escalation/policy.ts';
import { RENEW_AFTER_DAYS } from '../../escalation/renewing.ts';
import { loadMachine } from '../../local/runner/machine.ts';
import {
  compile,
  RENEW_AFTER_SECONDS,
  STATE_FUNCTIONS,
  type State,
  type StateMachine,
  stageState,
} from '../../statemachines/escalation.ts';

const released = globSync('policies/*.yaml').map((file): [string, Policy] => {
  const policy = requirePolicy(parse(readFileSync(file, 'utf8')), file);
  return [policyVersionId(policy), policy];
});

interface Named {
  name: string;
  state: State;
  isInBranch: boolean;
}
function statesOf(machine: { States: Record<string, State> }, isInBranch = false): Named[] {
  return Object.entries(machine.States).flatMap(([name, state]) => [
    { name, state, isInBranch },
    ...branchesOf(state).flatMap((branch) => statesOf(branch, true)),
  ]);
}
const branchesOf = (state: State) => (state['Branches'] ?? []) as { StartAt: string; States: Record<string, State> }[];
const tasksOf = (machine: StateMachine) => statesOf(machine).filter(({ state }) => state.Type === 'Task');
const payloadOf = (state: State) =>
  (state['Arguments'] as { Payload: Record<string, string>; FunctionName: string }).Payload;
const nextOf = (state: State, error: string) =>
  ((state['Catch'] ?? []) as { ErrorEquals: string[]; Next: string }[]).find(({ ErrorEquals }) =>
    ErrorEquals.includes(error),
  )?.Next;
/** The same machine as deployed: the validator wants an ARN where the file names a function. */
const deployed = (machine: StateMachine) =>
  JSON.parse(
    JSON.stringify(machine).replaceAll(/\$\{([a-z-]+)\}/g, 'arn:aws:lambda:eu-west-2:123456789012:function:$1'),
  ) as never;

describe.each(released)('the machine of %s', (_id, policy) => {
  const machine = compile(policy);
  const top = machine.States;

  it('is valid Amazon States Language', () => {
    const { isValid, errorsText } = aslValidator(deployed(machine));

    expect(isValid, errorsText()).toBe(true);
  });

  it('uses no word that the runner on one machine lacks', () => {
    expect(() => loadMachine(machine)).not.toThrow();
  });

  it('has the policy’s stages by name and in order, and moves from each to the next only', () => {
    const stages = Object.keys(top).filter(
      (name) => branchesOf(top[name]!).length > 0 && name !== 'Until the next check-back',
    );
    expect(stages).toEqual(policy.stages.map(stageState));

    for (const stage of policy.stages) {
      const race = top[stageState(stage)]!;
      const next = stageAfter(policy, stage.id);
      const escalate = nextOf(race, 'DeadlinePassed');
      expect(nextOf(race, 'Woken')).toBe('Find where it stands');
      expect(nextOf(race, 'States.ALL')).toBe('Pause');
      expect(race['Retry']).toBeUndefined();
      expect(escalate === undefined).toBe(next === undefined);
      if (!escalate || !next) continue;
      const arrived = top[top[escalate]!['Next'] as string]!;
      expect(arrived['Choices']).toEqual([
        { Condition: `{% $alarm.place = 'stage-${next.id}' %}`, Next: stageState(next) },
        { Condition: "{% $alarm.place = 'stuck' %}", Next: 'Stuck' },
      ]);
      expect(arrived['Default']).toBe('Find where it stands');
    }
  });

  it('finds every place where a record can stand, and fails on one it does not know', () => {
    const choices = top['Where?']!['Choices'] as { Condition: string; Next: string }[];

    expect(choices.map(({ Condition, Next }) => [/'(.*)'/.exec(Condition)![1], Next])).toEqual([
      ...policy.stages.map((stage) => [`stage-${stage.id}`, stageState(stage)]),
      ['confirm-in-writing', 'Confirm in writing'],
      ['check-back', 'Until the next check-back'],
      ['closed', 'Closed'],
      ['superseded', 'Superseded'],
    ]);
    expect(top['Where?']!['Default']).toBe('Stuck');
  });

  it('every Task names a function that exists, and sends the id, the run and when it was entered', () => {
    const tasks = tasksOf(machine);
    expect(tasks.length).toBeGreaterThan(policy.stages.length);

    for (const { name, state } of tasks) {
      const named = /^\$\{(.+)\}$/.exec((state['Arguments'] as { FunctionName: string }).FunctionName)![1]!;
      expect(STATE_FUNCTIONS as readonly string[], name).toContain(named);
      expect(existsSync(`functions/${named}.ts`), named).toBe(true);
      expect(payloadOf(state), name).toMatchObject({
        disagreementId: '{% $states.context.Execution.Input.disagreementId %}',
        run: '{% $states.context.Execution.Input.run %}',
        enteredAt: '{% $states.context.State.EnteredTime %}',
      });
    }
  });

  it('I10: a Task sends ids and times and nothing of anybody; a variable holds the alarm or the time of a reminder', () => {
    const sent = new Set(tasksOf(machine).flatMap(({ state }) => Object.keys(payloadOf(state))));
    const assigned = new Set(
      statesOf(machine).flatMap(({ state }) => [
        ...Object.keys((state['Assign'] as object | undefined) ?? {}),
        ...((state['Choices'] ?? []) as { Assign?: object }[]).flatMap((choice) => Object.keys(choice.Assign ?? {})),
      ]),
    );

    expect([...sent].sort()).toEqual(['alarm', 'disagreementId', 'enteredAt', 'run', 'token', 'waitedOn']);
    expect([...assigned].sort()).toEqual(['alarm', 'remindAt']);
  });

  it('a Task outside a race retries what Lambda may get over, ends in time and pauses on anything else', () => {
    for (const { name, state, isInBranch } of tasksOf(machine)) {
      expect((state['Retry'] as object[]).length, name).toBe(1);
      expect(state['TimeoutSeconds'], name).toBeDefined();
      if (!isInBranch) expect(nextOf(state, 'States.ALL'), name).toBe('Pause');
    }
    expect(top['Pause']).toMatchObject({ Type: 'Wait', Seconds: 60, Next: 'Find where it stands' });
  });

  it('a reminder that fails never ends the clock', () => {
    for (const { name, state } of statesOf(machine).filter(({ name }) => / remind( again)?$/.test(name))) {
      const after = nextOf(state, 'States.ALL');
      expect(after, name).toMatch(/until the deadline$|try the reminder again$/);
    }
  });

  it('a stage with a number waits for its deadline; one without waits for one only when the record has one', () => {
    for (const stage of policy.stages) {
      const clock = branchesOf(top[stageState(stage)]!)[0]!;
      const waits = Object.keys(clock.States).filter((name) => name.endsWith('until the deadline'));
      const first = clock.States[clock.StartAt]!;
      const conditions = ((first['Choices'] ?? []) as { Condition: string; Next: string }[]).map(
        ({ Condition, Next }) => `${Condition} ${Next.replace(`${stage.label}: `, '')}`,
      );
      if (!stageAfter(policy, stage.id)) {
        expect(waits, `${stage.id}: the last stage moves nowhere`).toEqual([]);
        expect(first).toMatchObject({ Type: 'Pass', Next: `${stage.label}: until the next reminder` });
      } else if (stage.deadline) {
        expect(conditions).toEqual(['{% $alarm.remindAt != null %} until the reminder']);
        expect(first['Default']).toBe(`${stage.label}: until the deadline`);
      } else {
        expect(conditions).toEqual([
          '{% $alarm.dueAt = null %} until the next reminder',
          '{% $alarm.remindAt != null %} until the reminder',
        ]);
      }
    }
  });

  it('every race can be woken, by a token that lasts until the execution is renewed', () => {
    const races = Object.values(top).filter((state) => branchesOf(state).length > 0);
    expect(races).toHaveLength(policy.stages.length + 1);

    for (const race of races) {
      const branch = branchesOf(race)[1]!;
      const awaiting = branch.States[branch.StartAt]!;
      expect(awaiting['Resource']).toBe('arn:aws:states:::lambda:invoke.waitForTaskToken');
      expect(payloadOf(awaiting)).toMatchObject({ alarm: '{% $alarm %}', token: '{% $states.context.Task.Token %}' });
      expect(awaiting['Catch']).toBeUndefined();
      expect(awaiting['TimeoutSeconds']).toContain(String(RENEW_AFTER_SECONDS));
    }
    expect(RENEW_AFTER_SECONDS, 'escalation/renewing.ts and the machine must agree').toBe(
      RENEW_AFTER_DAYS * 24 * 60 * 60,
    );
  });

  it('every state can be reached, and every end is one of four', () => {
    const check = (scope: { StartAt: string; States: Record<string, State> }) => {
      const reached = new Set<string>();
      const visit = (name: string) => {
        if (reached.has(name)) return;
        const state = scope.States[name];
        expect(state, name).toBeDefined();
        reached.add(name);
        const nexts = [
          state!['Next'],
          state!['Default'],
          ...((state!['Choices'] ?? []) as { Next: string }[]).map(({ Next }) => Next),
          ...((state!['Catch'] ?? []) as { Next: string }[]).map(({ Next }) => Next),
        ];
        for (const next of nexts) if (typeof next === 'string') visit(next);
        for (const branch of branchesOf(state!)) check(branch);
      };
      visit(scope.StartAt);
      expect(Object.keys(scope.States).filter((name) => !reached.has(name))).toEqual([]);
    };
    check(machine);

    expect(new Set(statesOf(machine).flatMap(({ state }) => (state.Type === 'Fail' ? [state['Error']] : [])))).toEqual(
      new Set(['DeadlinePassed', 'Woken', 'DateReached', 'Stuck']),
    );
  });
});

describe('the released machines', () => {
  test.each(released)('%s is committed as it compiles today', (id, policy) => {
    expect(readFileSync(`statemachines/${id}.asl.json`, 'utf8')).toBe(`${JSON.stringify(compile(policy), null, 2)}\n`);
  });

  it('every committed machine has its policy: none is left over that nothing checks', () => {
    const files = globSync('statemachines/*.asl.json').map((file) =>
      file.replace(/^statemachines\/(.*)\.asl\.json$/, '$1'),
    );

    expect(files.sort()).toEqual(released.map(([id]) => id).sort());
  });
});

describe('a policy of which no machine can be made', () => {
  const [, policy] = released[0]!;

  it('is refused when a state’s name would be too long for the service', () => {
    const long = {
      ...policy,
      stages: policy.stages.map((stage, index) => (index === 1 ? { ...stage, name: 'x'.repeat(90) } : stage)),
    };

    expect(() => compile(long)).toThrow(/longer than 80 characters: shorten the stage's label or name/);
  });

  it('is refused when two stages have one label', () => {
    const same = { ...policy, stages: policy.stages.map((stage) => ({ ...stage, label: 'Stage' })) };

    expect(() => compile(same)).toThrow(/stands twice: give the stages different labels/);
  });
});
