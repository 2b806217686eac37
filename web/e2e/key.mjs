// A chip or passkey in the browser of a page: Chromium's virtual authenticator, over CDP.
import assert from 'node:assert/strict'

export class Key {
  // of puts a chip into the page's browser; a passkey of the machine itself is 'internal'.
  static async of(page, transport = 'usb') {
    await page.bringToFront() // WebAuthn answers only the tab in front
    const device = await page.context().newCDPSession(page)
    await device.send('WebAuthn.enable')
    const options = { protocol: 'ctap2', transport, hasResidentKey: true, hasUserVerification: true, isUserVerified: true }
    const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
      options: { ...options, automaticPresenceSimulation: true },
    })
    return new Key(device, authenticatorId)
  }

  constructor(device, authenticatorId) {
    this.device = device
    this.at = { authenticatorId }
  }

  // kept is what somebody would copy who had the chip open on a bench.
  async kept() {
    const { credentials } = await this.device.send('WebAuthn.getCredentials', this.at)
    assert.equal(credentials.length, 1)
    return credentials[0]
  }

  // becomes puts a copy in the chip's place: it counts on from where the copy was made (U8).
  async becomes(copy) {
    await this.wipe()
    await this.device.send('WebAuthn.addCredential', { ...this.at, credential: copy })
  }

  // wipe is the reset that the desk makes when the PIN is forgotten.
  async wipe() {
    await this.device.send('WebAuthn.clearCredentials', this.at)
  }
}
