import type { Content } from './field.tsx';
import { Tag } from './notices.tsx';

/** Where a stage stands: over, open now, still ahead, or gone past without opening. */
export type RungState = 'ended' | 'open' | 'ahead' | 'passed over';

/** One stage of the policy as the ladder shows it. */
export type Rung = {
  /** The stage's own name, such as "Stage 2: manager to manager". */
  name: Content;
  state: RungState;
  /** One or two lines under the name: who is asked, by when, how it ended. */
  detail?: Content;
};

const LABELS: Record<RungState, { text: string; colour?: 'grey' | 'green' }> = {
  ended: { text: 'Ended', colour: 'grey' },
  open: { text: 'Open now', colour: 'green' },
  ahead: { text: 'Not reached' },
  'passed over': { text: 'Passed over', colour: 'grey' },
};

/** The stages of a policy in order, the open one marked in words, in weight and for screen readers. */
export const Ladder = (props: { stages: readonly Rung[] }) => (
  <ol class="app-ladder">
    {props.stages.map((stage) => (
      <li
        class={stage.state === 'open' ? 'app-ladder__rung app-ladder__rung--open' : 'app-ladder__rung'}
        aria-current={stage.state === 'open' ? 'step' : undefined}
      >
        <p class="app-ladder__name">
          {stage.name}{' '}
          {stage.state === 'ahead' ? (
            <span class="app-ladder__ahead">{LABELS.ahead.text}</span>
          ) : (
            <Tag colour={LABELS[stage.state].colour}>{LABELS[stage.state].text}</Tag>
          )}
        </p>
        {stage.detail ? <div class="app-ladder__detail">{stage.detail}</div> : null}
      </li>
    ))}
  </ol>
);
