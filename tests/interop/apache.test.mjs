// Debian's Apache with mod_auth_openidc guards a page, which shows what it was told of the user;
// it renews its tokens at each request, so a termination shows at once.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Browser } from './browser.mjs'
import { freja, hire, signIn, signInByEid, systems, terminate } from './people.mjs'
import { answers, freePort, startHverv } from './server.mjs'

let hverv
before(async () => {
  hverv = await startHverv()
})
after(() => hverv?.stop())

async function startApache(base, client, secret, port) {
  const folder = await mkdtemp(join(tmpdir(), 'hverv-apache-'))
  await chmod(folder, 0o755)
  await mkdir(join(folder, 'www'))
  await writeFile(join(folder, 'www', 'index.html'), 'the guarded page')
  const modules = ['mpm_event', 'authn_core', 'authz_core', 'authz_user', 'auth_openidc', 'headers', 'dir', 'env']
  const as = process.getuid() === 0 ? 'User www-data\nGroup www-data' : ''
  await writeFile(join(folder, 'conf'), `
ServerRoot ${folder}
ServerName localhost
Listen 127.0.0.1:${port}
PidFile ${folder}/pid
ErrorLog ${folder}/error.log
LogLevel auth_openidc:warn
DocumentRoot ${folder}/www
${as}
${modules.map((m) => `LoadModule ${m}_module /usr/lib/apache2/modules/mod_${m}.so`).join('\n')}
DirectoryIndex index.html
OIDCProviderMetadataURL ${base}/.well-known/openid-configuration
OIDCClientID ${client}
OIDCClientSecret ${secret}
OIDCRedirectURI http://localhost:${port}/back
OIDCCryptoPassphrase made-up-for-the-test
OIDCScope "openid profile organisation privileges"
OIDCPKCEMethod S256
OIDCSSLValidateServer Off
OIDCCookieSameSite On
OIDCRefreshAccessTokenBeforeExpiry 3600 logout_on_error
OIDCDefaultLoggedOutURL ${base}/signin/signed_out
<Location />
  AuthType openid-connect
  Require valid-user
  Header set X-User "%{OIDC_CLAIM_name}e"
  Header set X-CVR "%{OIDC_CLAIM_cvr}e"
  Header set X-Level "%{OIDC_CLAIM_assurance_level}e"
</Location>
`)
  const child = spawn('/usr/sbin/apache2', ['-f', join(folder, 'conf'), '-D', 'FOREGROUND'], { stdio: ['ignore', 'ignore', 'pipe'] })
  let log = ''
  child.stderr.on('data', (text) => (log += text))
  const ended = new Promise((resolve) => child.once('exit', resolve))
  const stop = async () => {
    child.kill('SIGTERM')
    await ended
    await rm(folder, { recursive: true, force: true })
  }
  if (await answers(`http://localhost:${port}/`, ended)) return stop
  await stop()
  throw new Error(`apache did not start: ${log}`)
}

test('Apache lets an employee in, and out when the employment ends', async () => {
  const { base } = hverv
  const port = await freePort()
  const { browser: mette, me } = await signInByEid(base, 'eid-mette-soerensen')
  const organisation = me.organisation.id
  const employee = await hire(base, mette, organisation, freja)
  const { client, client_secret } = await mette.api(base, 'POST', `/api/v1/organisations/${organisation}/clients`, {
    name: 'Portalen', authentication: 'client_secret', grant_types: ['authorization_code', 'refresh_token'],
    redirect_uris: [`http://localhost:${port}/back`], scopes: ['openid', 'profile', 'organisation', 'privileges'],
    system_ids: await systems(base, mette, organisation),
  })
  const stop = await startApache(base, client.id, client_secret, port)
  try {
    const browser = new Browser()
    const asked = await browser.go(`http://localhost:${port}/`)
    const shown = await signIn(browser, asked, freja.subject, [])
    assert.equal(shown.status, 200, shown.text)
    assert.match(shown.text, /the guarded page/)
    assert.equal(shown.headers.get('x-cvr'), '90000004')
    assert.equal(shown.headers.get('x-level'), 'substantial')

    await terminate(base, mette, organisation, employee)
    const refused = await browser.go(`http://localhost:${port}/`)
    assert.doesNotMatch(refused.text, /the guarded page/)
    assert.equal(refused.url, `${base}/signin/signed_out`)
    const again = await browser.go(`http://localhost:${port}/`)
    assert.ok(again.url.startsWith(`${base}/signin?`), again.url) // the session at Hverv has ended too
  } finally {
    await stop()
  }
})
