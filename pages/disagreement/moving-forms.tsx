import { DateInput, Input, Textarea, WarningText } from '../components/index.ts';
import { type ActForm, date, field } from './act-form.ts';

/** The forms of what takes it further before its time: now, or by a shorter time. */
export const MOVING_FORMS = {
  'escalate-now': {
    title: 'Take it to the next stage now',
    button: 'Take it to the next stage',
    isGrave: true,
    Fields: ({ form }) => (
      <>
        <WarningText>You cannot undo this.</WarningText>
        <Textarea {...field(form, 'text')} label="Why should it go to the next stage now?" />
      </>
    ),
  },
  shorten: {
    title: 'Shorten the time',
    button: 'Shorten the time',
    Fields: ({ form }) => (
      <>
        <DateInput {...date(form, 'on')} label="The day it must be settled by" />
        <Input {...field(form, 'time')} label="The time" hint="For example, 2:30pm" width={5} />
        <Textarea {...field(form, 'text')} label="Why it must be settled by then" rows={3} />
      </>
    ),
  },
} satisfies Record<string, ActForm>;
