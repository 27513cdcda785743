import { Temporal } from 'temporal-polyfill';
import type { ToSend } from '../../services/outbox.ts';
import type { Settings } from '../../services/services.ts';

export const settings: Settings = {
  origin: 'https://common-ground.example',
  mailDomain: 'mail.common-ground.example',
  trial: false,
};

/** An email about one disagreement to one person, to be sent at once. */
export function toSend(over: Partial<ToSend> = {}): ToSend {
  return {
    about: '0b8f6f6e-6f0e-4a56-9a57-5a3b1f6f2d10',
    disagreementId: '0b8f6f6e-6f0e-4a56-9a57-5a3b1f6f2d10',
    entry: 1,
    kind: 'asked',
    to: 'tom.okafor@care.example',
    fromName: 'Brackenshire Safeguarding Partnership',
    message: {
      subject: '[AB-7Q4K] A professional disagreement: please answer',
      text: 'Dear Tom Okafor,\n\nPlease answer. It says “without delay”.\n',
      html: '<!doctype html><html lang="en"><body><p>Dear Tom Okafor,</p><p>Please answer. It says “without delay”.</p></body></html>',
    },
    notBefore: Temporal.Instant.from('2026-04-02T09:00:00Z'),
    ...over,
  };
}

export const calendarEntry = {
  uid: '0b8f6f6e-6f0e-4a56-9a57-5a3b1f6f2d10-0',
  sequence: 3,
  at: '2026-04-08T16:00:00Z',
  title: 'AB-7Q4K: latest time for Stage 1',
  description: 'AB-7Q4K, Stage 1. The latest time is 5pm on Wednesday 8 April 2026.',
  link: 'https://common-ground.example/d/AB-7Q4K',
};
