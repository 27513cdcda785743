import { type Policy, type PolicyStage, policyVersionId, stageAfter } from '../escalation/policy.ts';

/**
 * Compiles a policy version into its state machine, in Amazon States Language with JSONata, so that the graph is the
 * policy's flowchart. The machine owns time and nothing else: it wakes at the record's alarm, asks for a decision and waits again.
 *
 * Every Task names its function as `${file-name}`; the stack puts the ARN there, the local runner takes the name.
 * It carries the disagreement's id, the run and the alarm it waits on: no personal data.
 */
export interface StateMachine {
  Comment: string;
  QueryLanguage: 'JSONata';
  StartAt: string;
  States: Record<string, State>;
}
/** One state of it, as the language has it. */
export type State = { Type: string; [member: string]: unknown };

/** The functions a machine's Tasks may name: one file each in `functions/`. */
export const STATE_FUNCTIONS = [
  'find-where-it-stands',
  'escalate',
  'remind',
  'await-an-answer',
  'confirm-in-writing',
  'check-back',
] as const;
type StateFunction = (typeof STATE_FUNCTIONS)[number];

/** Executions end after a year whatever they do; one renews itself at this age. Seconds. */
export const RENEW_AFTER_SECONDS = 300 * 24 * 60 * 60;
/** A handler that has not answered by then is not going to. Seconds. */
const TASK_TIMEOUT_SECONDS = 60;
const PAUSE_SECONDS = 60;
const TRY_REMINDER_AGAIN_SECONDS = 60 * 60;
/** The service's own limit on a state's name. */
const LONGEST_NAME = 80;

const FIND = 'Find where it stands';
const WHERE = 'Where?';
const PAUSE = 'Pause';
const STUCK = 'Stuck';
const SUPERSEDED = 'Superseded';
const CLOSED = 'Closed';
const CONFIRM = 'Confirm in writing';
const UNTIL_CHECK_BACK = 'Until the next check-back';
const CHECK_BACK = 'Check back';

/** The state that stands for a stage, as the flowchart names it: "Stage 2: manager to manager". */
export function stageState(stage: Pick<PolicyStage, 'label' | 'name'>): string {
  return `${stage.label}: ${stage.name.charAt(0).toLowerCase()}${stage.name.slice(1)}`;
}

/** Compiles one policy version. The same policy always gives the same machine, so that a committed result can be checked. */
export function compile(policy: Policy): StateMachine {
  const states: Record<string, State> = {
    [FIND]: {
      ...task('find-where-it-stands', {}),
      Comment:
        'Re-reads the record and settles what it owes, so an execution started at any time goes on exactly where it stands.',
      Assign: { alarm: '{% $states.result.Payload %}' },
      Next: WHERE,
    },
    [WHERE]: {
      Type: 'Choice',
      Choices: [
        ...policy.stages.map((stage) => whenAt(`stage-${stage.id}`, stageState(stage))),
        whenAt('confirm-in-writing', CONFIRM),
        whenAt('check-back', UNTIL_CHECK_BACK),
        whenAt('closed', CLOSED),
        whenAt('superseded', SUPERSEDED),
      ],
      Default: STUCK,
    },
  };
  for (const stage of policy.stages) Object.assign(states, stageStates(policy, stage));
  Object.assign(states, closingStates());
  states[PAUSE] = {
    Type: 'Wait',
    Comment: 'Something unexpected: wait, then look at the record again.',
    Seconds: PAUSE_SECONDS,
    Next: FIND,
  };
  states[STUCK] = {
    Type: 'Fail',
    Error: 'Stuck',
    Cause: 'A pass neither moved the record nor gave a later alarm, or its place is unknown here.',
  };
  states[SUPERSEDED] = { Type: 'Succeed', Comment: 'A later run owns the record.' };
  states[CLOSED] = { Type: 'Succeed' };

  requireShortNames(states);
  return {
    Comment: `${policy.title}, ${policyVersionId(policy)}. Compiled by statemachines/escalation.ts: change the policy, not this file.`,
    QueryLanguage: 'JSONata',
    StartAt: FIND,
    States: states,
  };
}

function stageStates(policy: Policy, stage: PolicyStage): Record<string, State> {
  const next = stageAfter(policy, stage.id);
  const escalate = `Escalate from ${lowerFirst(stage.label)}`;
  const race: State = {
    Type: 'Parallel',
    Branches: [clockBranch(stage, next !== undefined), answerBranch(stage.label)],
    Catch: [
      ...(next ? [{ ErrorEquals: ['DeadlinePassed'], Next: escalate }] : []),
      { ErrorEquals: ['Woken'], Next: FIND },
      { ErrorEquals: ['States.ALL'], Next: PAUSE },
    ],
    End: true,
  };
  if (!next) return { [stageState(stage)]: race };
  const arrived = `In ${lowerFirst(next.label)}?`;
  return {
    [stageState(stage)]: race,
    [escalate]: {
      ...task('escalate', { waitedOn: '{% $alarm %}' }),
      Assign: { alarm: '{% $states.result.Payload %}' },
      Next: arrived,
    },
    [arrived]: {
      Type: 'Choice',
      Choices: [whenAt(`stage-${next.id}`, stageState(next)), whenAt('stuck', STUCK)],
      Default: FIND,
    },
  };
}

/**
 * The half of a race that knows the time. A stage with a deadline reminds once and ends at it. One to which the policy gives no
 * number reminds again and again (CLK-10); only a local target or a protective timescale gives it a deadline, so it looks for one.
 */
function clockBranch(stage: PolicyStage, canMove: boolean): { StartAt: string; States: Record<string, State> } {
  const name = (what: string) => `${stage.label}: ${what}`;
  const start = name('what comes first?');
  const untilReminder = name('until the reminder');
  const remind = name('remind');
  const untilDeadline = name('until the deadline');
  const untilNext = name('until the next reminder');
  const remindAgain = name('remind again');
  const tryAgain = name('try the reminder again');
  const again = name('again?');
  const changed = name('no longer here');

  const toDeadline: Record<string, State> = {
    [untilReminder]: { Type: 'Wait', Timestamp: '{% $alarm.remindAt %}', Next: remind },
    [remind]: {
      ...task('remind', {}),
      Comment: 'A reminder that fails never ends the clock.',
      Catch: [{ ErrorEquals: ['States.ALL'], Next: untilDeadline }],
      Next: untilDeadline,
    },
    [untilDeadline]: { Type: 'Wait', Timestamp: '{% $alarm.dueAt %}', Next: name('deadline passed') },
    [name('deadline passed')]: { Type: 'Fail', Error: 'DeadlinePassed' },
  };
  const withoutNumber: Record<string, State> = {
    [untilNext]: { Type: 'Wait', Timestamp: '{% $remindAt %}', Next: remindAgain },
    [remindAgain]: {
      ...task('remind', {}),
      Assign: { remindAt: '{% $states.result.Payload.remindAt %}' },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: tryAgain }],
      Next: again,
    },
    [tryAgain]: { Type: 'Wait', Seconds: TRY_REMINDER_AGAIN_SECONDS, Next: remindAgain },
    [again]: { Type: 'Choice', Choices: [{ Condition: '{% $remindAt != null %}', Next: untilNext }], Default: changed },
    [changed]: { Type: 'Fail', Error: 'Woken' },
  };
  const first = { Condition: '{% $alarm.remindAt != null %}', Next: untilReminder };
  if (stage.deadline && canMove) {
    return {
      StartAt: start,
      States: { [start]: { Type: 'Choice', Choices: [first], Default: untilDeadline }, ...toDeadline },
    };
  }
  const ages = {
    Condition: '{% $alarm.dueAt = null %}',
    Assign: { remindAt: '{% $alarm.remindAt %}' },
    Next: untilNext,
  };
  if (!canMove) {
    return {
      StartAt: start,
      States: {
        [start]: { Type: 'Pass', Assign: { remindAt: '{% $alarm.remindAt %}' }, Next: untilNext },
        ...withoutNumber,
      },
    };
  }
  return {
    StartAt: start,
    States: {
      [start]: { Type: 'Choice', Choices: [ages, first], Default: untilDeadline },
      ...toDeadline,
      ...withoutNumber,
    },
  };
}

/** The half of a race that is woken when the record changes. It stores its token and compares alarms again, so no wake is missed. */
function answerBranch(label: string): { StartAt: string; States: Record<string, State> } {
  const awaitAnswer = `${label}: await an answer`;
  const woken = `${label}: woken`;
  const { Catch: _pause, ...asking } = task('await-an-answer', {
    alarm: '{% $alarm %}',
    token: '{% $states.context.Task.Token %}',
  });
  return {
    StartAt: awaitAnswer,
    States: {
      [awaitAnswer]: {
        ...asking,
        Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken',
        Comment: 'Ends by a wake, or when the execution is old enough to renew.',
        TimeoutSeconds: `{% $max([${PAUSE_SECONDS}, ${RENEW_AFTER_SECONDS} - $floor(($toMillis($states.context.State.EnteredTime) - $toMillis($states.context.Execution.StartTime)) / 1000)]) %}`,
        Next: woken,
      },
      [woken]: { Type: 'Fail', Error: 'Woken' },
    },
  };
}

function closingStates(): Record<string, State> {
  const until = `${CHECK_BACK}: until the date`;
  const due = `${CHECK_BACK}: date reached`;
  return {
    [CONFIRM]: { ...task('confirm-in-writing', {}), Assign: { alarm: '{% $states.result.Payload %}' }, Next: WHERE },
    [UNTIL_CHECK_BACK]: {
      Type: 'Parallel',
      Branches: [
        {
          StartAt: until,
          States: {
            [until]: { Type: 'Wait', Timestamp: '{% $alarm.dueAt %}', Next: due },
            [due]: { Type: 'Fail', Error: 'DateReached' },
          },
        },
        answerBranch(CHECK_BACK),
      ],
      Catch: [
        { ErrorEquals: ['DateReached'], Next: CHECK_BACK },
        { ErrorEquals: ['Woken'], Next: FIND },
        { ErrorEquals: ['States.ALL'], Next: PAUSE },
      ],
      End: true,
    },
    [CHECK_BACK]: {
      ...task('check-back', { waitedOn: '{% $alarm %}' }),
      Assign: { alarm: '{% $states.result.Payload %}' },
      Next: WHERE,
    },
  };
}

/** A Task that calls one of our functions. The handler re-reads the record; the state's entered time keeps its "now" from being early. */
function task(functionName: StateFunction, payload: Record<string, string>): State {
  return {
    Type: 'Task',
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: {
      FunctionName: `\${${functionName}}`,
      Payload: {
        disagreementId: '{% $states.context.Execution.Input.disagreementId %}',
        run: '{% $states.context.Execution.Input.run %}',
        enteredAt: '{% $states.context.State.EnteredTime %}',
        ...payload,
      },
    },
    TimeoutSeconds: TASK_TIMEOUT_SECONDS,
    Retry: [
      {
        ErrorEquals: [
          'Lambda.ServiceException',
          'Lambda.AWSLambdaException',
          'Lambda.SdkClientException',
          'Lambda.TooManyRequestsException',
        ],
        IntervalSeconds: 2,
        BackoffRate: 2,
        MaxAttempts: 6,
        MaxDelaySeconds: 60,
        JitterStrategy: 'FULL',
      },
    ],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: PAUSE }],
  };
}

function whenAt(place: string, next: string): { Condition: string; Next: string } {
  return { Condition: `{% $alarm.place = '${place}' %}`, Next: next };
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Two states of one name, or a name too long for the service, would be refused at deployment: refuse them here, in words. */
function requireShortNames(states: Record<string, State>): void {
  const names = allNames(states);
  const long = names.find((name) => name.length > LONGEST_NAME);
  if (long)
    throw new Error(
      `The state "${long}" is longer than ${LONGEST_NAME} characters: shorten the stage's label or name in the policy`,
    );
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice) throw new Error(`The state "${twice}" stands twice: give the stages different labels in the policy`);
}

function allNames(states: Record<string, State>): string[] {
  return Object.entries(states).flatMap(([name, state]) => {
    const branches = (state['Branches'] ?? []) as { States: Record<string, State> }[];
    return [name, ...branches.flatMap((branch) => allNames(branch.States))];
  });
}
