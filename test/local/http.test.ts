import { get } from 'node:http';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { MAX_POST_BYTES, type WebHandler } from '../../functions/front-doors.ts';
import { webDoor } from '../../functions/web.ts';
import { type HttpDoor, listenHttp } from '../../local/http.ts';
import { webWorld } from '../functions/web-world.ts';

const doors: HttpDoor[] = [];
afterEach(async () => {
  await Promise.all(doors.splice(0).map((door) => door.close()));
});
const listen = async (handlerFor: (port: number) => WebHandler, more: { trustProxy?: boolean } = {}) => {
  const door = await listenHttp({ port: 0, host: '127.0.0.1', handlerFor, ...more });
  doors.push(door);
  return { door, at: `http://127.0.0.1:${door.port}` };
};
/** Answers what it was asked, so that a test can see the event. */
const echo: WebHandler = async (event) => ({
  statusCode: 200,
  headers: { 'content-type': 'application/json' },
  multiValueHeaders: { 'set-cookie': ['a=1', 'b=2'] },
  body: JSON.stringify(event),
});

describe('the HTTP door of the one-machine edition', () => {
  it('makes of a request the event that API Gateway would have made', async () => {
    const { at } = await listen(() => echo);

    const reply = await fetch(`${at}/d/AB-7Q4K?done=mine`, {
      method: 'POST',
      body: new URLSearchParams({ text: 'é & ö' }),
      headers: { cookie: 'session=x' },
    });

    expect(await reply.json()).toMatchObject({
      httpMethod: 'POST',
      path: '/d/AB-7Q4K',
      queryStringParameters: { done: 'mine' },
      headers: { cookie: 'session=x', 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
      body: 'text=%C3%A9+%26+%C3%B6',
      isBase64Encoded: false,
      requestContext: { identity: { sourceIp: '127.0.0.1' } },
    });
    expect(reply.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
  });

  it('serves the real pages, and their posts from the address they were served at', async () => {
    const { door, at } = await listen((port) => {
      const { services } = webWorld('2026-04-02T09:00:00Z', { origin: `http://127.0.0.1:${port}`, trial: true });
      return webDoor(services);
    });

    const page = await fetch(at);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Brackenshire Safeguarding Partnership');
    const posted = await fetch(`${at}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: { origin: `http://127.0.0.1:${door.port}` },
      body: new URLSearchParams({ email: 'winston.garrowby@brackenshire.example' }),
    });
    expect(posted.status).toBe(303);
    expect(posted.headers.get('location')).toBe('/sign-in/code');
    expect(posted.headers.getSetCookie()[0]).toMatch(
      /^request=[\w-]{22}; Path=\/; HttpOnly; SameSite=Strict; Max-Age=86400$/,
    );
  });

  it('answers 413 to a body that says it is too long, and to one that turns out to be, without keeping it', async () => {
    const { door, at } = await listen((port) =>
      webDoor(webWorld('2026-04-02T09:00:00Z', { origin: `http://127.0.0.1:${port}` }).services),
    );

    const declared = await fetch(`${at}/sign-in`, {
      method: 'POST',
      headers: { origin: at, 'content-type': 'application/x-www-form-urlencoded' },
      body: 'x'.repeat(MAX_POST_BYTES + 1),
    });
    expect(declared.status).toBe(413);
    expect(declared.headers.get('content-security-policy')).toContain("default-src 'none'");

    // In pieces, with no length given.
    const status = await new Promise<string>((resolve, reject) => {
      const socket = connect(door.port, '127.0.0.1', () => {
        socket.write(
          `POST /sign-in HTTP/1.1\r\nHost: x\r\nOrigin: ${at}\r\nContent-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n`,
        );
        const piece = 'x'.repeat(65_536);
        for (let n = 0; n < 20; n++) socket.write(`10000\r\n${piece}\r\n`);
        socket.write('0\r\n\r\n');
      });
      socket.once('data', (data) => {
        resolve(data.toString('latin1').slice(0, 12));
        socket.destroy();
      });
      socket.once('error', reject);
    });
    expect(status).toBe('HTTP/1.1 413');
  });

  it('answers a page that is not there to any address a scanner thinks of', async () => {
    const { door, at } = await listen((port) =>
      webDoor(webWorld('2026-04-02T09:00:00Z', { origin: `http://127.0.0.1:${port}` }).services),
    );

    for (const path of [
      '//',
      '//elsewhere.example/',
      '/%',
      '/?%',
      '/d/%00',
      '/..%2f..',
      '/.git/config',
      '/__proto__',
      '/d/constructor/toString',
    ]) {
      const status = await new Promise((resolve, reject) => {
        get({ host: '127.0.0.1', port: door.port, path }, (reply) => resolve(reply.resume().statusCode)).on(
          'error',
          reject,
        );
      });
      expect([200, 404], path).toContain(status);
    }
    expect((await fetch(at)).status).toBe(200);
  });

  it('says in words that the port is in use', async () => {
    const { door } = await listen(() => echo);

    await expect(listenHttp({ port: door.port, host: '127.0.0.1', handlerFor: () => echo })).rejects.toThrow(
      `Port ${door.port} on 127.0.0.1 is in use: is the service running already? Stop what uses it, or choose another port.`,
    );
  });

  it('believes where a request came from only behind a proxy it was told to trust, and then only what that proxy wrote', async () => {
    const sourceOf = async (at: string) =>
      (
        (await (await fetch(at, { headers: { 'x-forwarded-for': '203.0.113.9, 198.51.100.4' } })).json()) as {
          requestContext: { identity: { sourceIp: string } };
        }
      ).requestContext.identity.sourceIp;

    expect(await sourceOf((await listen(() => echo)).at)).toBe('127.0.0.1');
    expect(await sourceOf((await listen(() => echo, { trustProxy: true })).at)).toBe('198.51.100.4');
  });
});
