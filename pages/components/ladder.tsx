import type { Content } from './field.tsx';
import { Tag } from './notices.tsx';

/** Where a stage stands: over, open now, the one after it, further ahead, gone past without opening, or needed no more. */
export type RungState = 'done' | 'now' | 'next' | 'later' | 'not used' | 'not needed';

/** One stage of the policy as the ladder shows it. */
export type Rung = {
  /** The stage's own name, such as "Stage 2: manager to manager". */
  name: Content;
  state: RungState;
  /** One or two lines under the name: from when to when, how it ended, why it was not used. */
  detail?: Content;
};

const LABELS: Record<RungState, { text: string; colour?: 'grey' | 'green' }> = {
  done: { text: 'Done', colour: 'grey' },
  now: { text: 'Now', colour: 'green' },
  next: { text: 'Next' },
  later: { text: 'Later' },
  'not used': { text: 'Not used', colour: 'grey' },
  'not needed': { text: 'Not needed' },
};

/** The stages of a policy in order, the open one marked in words, in weight and for screen readers. */
export const Ladder = (props: { stages: readonly Rung[] }) => (
  <ol class="app-ladder">
    {props.stages.map((stage) => {
      const { text, colour } = LABELS[stage.state];
      return (
        <li
          class={stage.state === 'now' ? 'app-ladder__rung app-ladder__rung--now' : 'app-ladder__rung'}
          aria-current={stage.state === 'now' ? 'step' : undefined}
        >
          <p class="app-ladder__name">
            {stage.name} {colour ? <Tag colour={colour}>{text}</Tag> : <span class="app-ladder__ahead">{text}</span>}
          </p>
          {stage.detail ? <div class="app-ladder__detail">{stage.detail}</div> : null}
        </li>
      );
    })}
  </ol>
);
