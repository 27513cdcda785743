import type { Content } from './field.tsx';

/** One thing that happened. */
export type TimelineEntry = {
  /** What happened, in a few words: "Manager asked". */
  title: Content;
  /** When, as people read it: "5pm on Wednesday 8 April 2026". */
  when: string;
  /** The same as an ISO instant or day, for machines. */
  at: string;
  /** Who did it, if a person did. */
  by?: Content;
  /** The clause of the policy that caused it, or anything else worth saying. */
  detail?: Content;
};

/** What happened, in the order given. */
export const Timeline = (props: { entries: readonly TimelineEntry[]; headingLevel?: 2 | 3 | 4 }) => {
  const Heading = `h${props.headingLevel ?? 3}` as 'h3';
  return (
    <ol class="app-timeline">
      {props.entries.map((entry) => (
        <li class="app-timeline__item">
          <Heading class="app-timeline__title">{entry.title}</Heading>
          <p class="app-timeline__when">
            <time datetime={entry.at}>{entry.when}</time>
            {entry.by ? <>, by {entry.by}</> : null}
          </p>
          {entry.detail ? <div class="app-timeline__detail">{entry.detail}</div> : null}
        </li>
      ))}
    </ol>
  );
};
