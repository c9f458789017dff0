// A recording to play: a soft tone, and a server that has it at three addresses.

import { createServer } from "node:http";

const SECONDS = 1100;
/** Chromium plays nothing below 3,000. */
const SAMPLES_PER_SECOND = 8000;

/** Returns the bytes of a WAV file: 8 bits a sample, one channel. */
function tone() {
  const length = SECONDS * SAMPLES_PER_SECOND;
  const file = Buffer.alloc(44 + length);
  file.write("RIFF", 0);
  file.writeUInt32LE(36 + length, 4);
  file.write("WAVEfmt ", 8);
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(SAMPLES_PER_SECOND, 24);
  file.writeUInt32LE(SAMPLES_PER_SECOND, 28);
  file.writeUInt16LE(1, 32);
  file.writeUInt16LE(8, 34);
  file.write("data", 36);
  file.writeUInt32LE(length, 40);
  return file.fill(Buffer.from([128, 168, 128, 88]), 44);
}

/** Starts a server with `/talk.wav`, `/broken.wav` that is none, and `/moved.wav` that leads to
 *  another site; returns its address and a way to stop it. */
export async function startRecordings() {
  const file = tone();
  const elsewhere = await listen((request, response) => send(file, request, response));
  const here = await listen((request, response) => {
    if (request.url === "/moved.wav") response.writeHead(302, { Location: `${elsewhere.address}/talk.wav` }).end();
    else if (request.url === "/broken.wav") response.writeHead(404).end();
    else send(file, request, response);
  });
  return {
    address: here.address,
    stop() {
      here.stop();
      elsewhere.stop();
    },
  };
}

function send(file, request, response) {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? "") ?? [];
  const start = Number(from ?? 0);
  const end = to ? Number(to) : file.length - 1;
  response.writeHead(from === undefined ? 200 : 206, {
    "Content-Type": "audio/wav", "Accept-Ranges": "bytes", "Content-Length": end - start + 1,
    ...(from === undefined ? {} : { "Content-Range": `bytes ${start}-${end}/${file.length}` }),
  });
  response.end(file.subarray(start, end + 1));
}

async function listen(answer) {
  const server = createServer(answer);
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
