import { describe, expect, it } from 'vitest';
import { verdictOf } from './judged.ts';

describe('is-xml', () => {
  it.each([
    ['<root><child>Content</child></root>', 'pass: is XML'],
    ['\n<?xml version="1.0"?>\n<a/>', /^fail: is no XML: XML declaration/],
    ['<?xml version="1.0" encoding="UTF-8"?>\n<a b="c">ü</a>\n', 'pass: is XML'],
    ['<!DOCTYPE note SYSTEM "note.dtd"><note/>', 'pass: is XML'],
    ['<x:a xmlns:x="urn:u"><x:b/></x:a><!-- end -->', 'pass: is XML'],
    ['<a><![CDATA[ & <b> &nbsp; ]]></a>', 'pass: is XML'],
    ['<a>1 &lt; 2 &amp;&#38;&#x26;</a>', 'pass: is XML'],
    ['<root><child>Content</child></root', /^fail: is no XML: .* \(line 1\)$/],
    ['<a>\n<b></a>', /^fail: is no XML: .* \(line 2\)$/],
    ['', /^fail: is no XML: Start tag expected/],
    ['Just text', /^fail: is no XML/],
    ['Here it is: <a/>', /^fail: is no XML/],
    ['```xml\n<a/>\n```', /^fail: is no XML/],
    ['<a/> done', 'fail: is no XML: text stands beside its root element'],
    ['<a/>done<!-- yes -->', 'fail: is no XML: text stands beside its root element'],
    ['<a/><b/>', 'fail: is no XML: it has 2 root elements'],
    ['</a><a>', /^fail: is no XML/],
    ['<a>&nbsp;</a>', 'fail: is no XML: "&nbsp;" is not an entity of XML'],
    ['<a href="?x=1&y=2"/>', /^fail: is no XML: "&y=2/],
    ['<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>', /^fail: is no XML: it declares entities of its own/],
    ['<a></a><!-- open', /^fail/],
    ['<__proto__/>', /^fail: can't be read as XML/],
    [`${'<a>'.repeat(200)}${'</a>'.repeat(200)}`, /^fail: can't be read as XML: "Maximum nested tags/],
    [`<r>${'<a/>'.repeat(80_000)}</r>`, 'fail: is too long to be read as XML'],
  ])('%.40j', (output, verdict) => {
    const said = verdictOf({ type: 'is-xml' }, { output });
    if (typeof verdict === 'string') expect(said).toBe(verdict);
    else expect(said).toMatch(verdict);
  });

  const analysis = '<analysis><classification>T-shirt</classification><color>Red</color></analysis>';
  const deep = '<root><parent><child/><child><grandchild>x</grandchild></child></parent></root>';

  it.each([
    [{ requiredElements: ['analysis.classification', 'analysis.color'] }, analysis, /^pass/],
    [['analysis.color'], analysis, 'pass: is XML with "analysis.color"'],
    ['analysis.color, analysis.size', analysis, 'fail: is XML, but lacks "analysis.size"'],
    [['color'], analysis, 'fail: is XML, but lacks "color"'],
    [['root.parent.child.grandchild'], deep, /^pass/],
    [['root.parent.child'], '<root><parent><child></child></parent></root>', /^pass/],
    [['root.constructor'], deep, 'fail: is XML, but lacks "root.constructor"'],
    [['analysis.color'], 'no XML', /^fail: is no XML/],
  ])('with %j', (value, output, verdict) => {
    const said = verdictOf({ type: 'is-xml', value }, { output });
    if (typeof verdict === 'string') expect(said).toBe(verdict);
    else expect(said).toMatch(verdict);
  });

  it('is turned round by not-, but not where it can not be told', () => {
    expect(verdictOf({ type: 'not-is-xml' }, { output: 'no' })).toMatch(/^pass/);
    expect(verdictOf({ type: 'not-is-xml' }, { output: '<a/>' })).toBe('fail: is XML');
    expect(verdictOf({ type: 'not-is-xml' }, { output: '<__proto__/>' })).toMatch(/^fail/);
  });
});
