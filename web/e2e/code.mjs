// The authenticator app of the demo's person with a user name of her own (RFC 6238).
import { createHmac } from 'node:crypto'

export class App {
  #key
  #used = 0

  constructor(secret) {
    const bits = [...secret.replace(/=+$/, '').toUpperCase()]
      .map((c) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c).toString(2).padStart(5, '0'))
      .join('')
    this.#key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  }

  // next gives a code that this app has not shown yet. The server takes the next step's too, and
  // each step once, so who asks often waits for the clock.
  async next() {
    const now = () => Math.floor(Date.now() / 30_000)
    const step = Math.max(now(), this.#used + 1)
    while (step > now() + 1) await new Promise((resolve) => setTimeout(resolve, 100))
    this.#used = step
    const counter = Buffer.alloc(8)
    counter.writeBigUInt64BE(BigInt(step))
    const sum = createHmac('sha1', this.#key).update(counter).digest()
    const number = sum.readUInt32BE(sum.at(-1) & 15) & 0x7fffffff
    return String(number % 1_000_000).padStart(6, '0')
  }
}
