import { expect, test } from 'vitest'
import { nameOf } from './pointer'

test.each([
  ['/email', 'email'],
  ['/employments/0/category', 'employments.0.category'],
  ['limit', 'limit'],
  ['/a~1b/c~0d', 'a/b.c~d'],
  ['', ''],
])('%s is the field %s', (pointer, name) => expect(nameOf(pointer)).toBe(name))
