import type { Company as CompanyOfRegister } from '../api/schema.gen'
import { cvr } from '../i18n/format'
import { useCompanyTexts } from './companyTexts'
import { Facts } from './Facts'

/** Company is what the company register says, for a person to recognise it (C2). */
export function Company({ company }: { company: CompanyOfRegister }) {
  const say = useCompanyTexts()
  const { members, production_units: units } = company
  return (
    <Facts
      facts={[
        [say('cvr'), cvr(company.cvr)],
        [say('form'), company.form],
        [say('status'), company.ceased ? [say('ceased'), company.status.toLowerCase()].filter(Boolean).join(': ') : sentence(company.status)],
        [say('address'), address(company.address)],
        [say('advertising'), company.advertising_protected && say('protected')],
        [
          say('members'),
          members.length > 0 && (
            <ul className="nobullet-list compact">
              {members.map(({ name, company: firm, roles }) => (
                <li key={name}>
                  {name}{' '}
                  <small>
                    {[firm ? say('member_company') : '', ...roles.map((role) => (role === 'Ejerregister' ? say('owner') : readable(role)))]
                      .filter(Boolean)
                      .join(', ')}
                  </small>
                </li>
              ))}
            </ul>
          ),
        ],
        [say('signing_rule'), !company.ceased && (company.signing_rule || say('signing_rule_none'))],
        [
          say('required'),
          !company.ceased && (company.required_approvals > 0 ? say('required_n', { count: company.required_approvals }) : say('required_unknown')),
        ],
        [
          say('units'),
          units.length > 0 && (
            <details>
              <summary>{say('units_show', { count: units.length })}</summary>
              <ul className="nobullet-list compact">
                {units.map((unit) => (
                  <li key={unit.p_number}>
                    {unit.name}, {address(unit.address)} <small>{say('p_number', { number: unit.p_number })}</small>
                  </li>
                ))}
              </ul>
            </details>
          ),
        ],
      ]}
    />
  )
}

/** address writes an address on one line; the register leaves parts of it empty. */
export function address(a: CompanyOfRegister['address']): string {
  const town = [a.postal_code, a.city].filter(Boolean).join(' ')
  return [a.care_of ? `c/o ${a.care_of}` : '', a.street, town, a.country === 'DK' ? '' : a.country].filter(Boolean).join(', ')
}

// readable turns the register's capitals into words: "Direktion: ADM. DIR." is "Direktion: adm. dir.".
const readable = (role: string) => role.replace(/\p{Lu}{2,}/gu, (capitals) => capitals.toLowerCase())

const sentence = (capitals: string) => capitals.charAt(0) + capitals.slice(1).toLowerCase()
