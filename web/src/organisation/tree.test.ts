import { expect, test } from 'vitest'
import type { Unit } from '../api/schema.gen'
import { type Branch, treeOf, withBelow } from './tree'

const unit = (id: string, parent?: string): Unit => ({ id, name: id, etag: '"v1"', ...(parent ? { parent_id: parent } : {}) })
const names = (branches: Branch[]): unknown[] => branches.map(({ unit, below }) => (below.length > 0 ? [unit.name, names(below)] : unit.name))
const units = [unit('Ålborg'), unit('Kirurgi'), unit('Stue 2', 'Kirurgi'), unit('Stue 1', 'Kirurgi'), unit('Seng 1', 'Stue 1')]

test('departments stand under theirs, in Danish order', () => {
  expect(names(treeOf(units))).toEqual([['Kirurgi', [['Stue 1', ['Seng 1']], 'Stue 2']], 'Ålborg'])
  expect(names(treeOf(units.filter(({ id }) => id !== 'Kirurgi')))).toEqual([['Stue 1', ['Seng 1']], 'Stue 2', 'Ålborg'])
})

test('all below a department, however deep', () => {
  expect([...withBelow(units, 'Kirurgi')].sort()).toEqual(['Kirurgi', 'Seng 1', 'Stue 1', 'Stue 2'])
})
