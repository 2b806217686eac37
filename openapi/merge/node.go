package main

import (
	"iter"
	"maps"
	"slices"
	"strings"

	yaml "github.com/oasdiff/yaml3"
)

// methods in the order in which they are written.
var methods = []string{"get", "post", "put", "patch", "delete"} //nolint:gochecknoglobals // a table

// pairs walks a mapping in the order of the file; of anything else there is nothing to walk.
func pairs(n *yaml.Node) iter.Seq2[string, *yaml.Node] {
	return func(yield func(string, *yaml.Node) bool) {
		if n.Kind != yaml.MappingNode {
			return
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if !yield(n.Content[i].Value, n.Content[i+1]) {
				return
			}
		}
	}
}

func mapping() *yaml.Node { return &yaml.Node{Kind: yaml.MappingNode} }

func set(into *yaml.Node, key string, value *yaml.Node) {
	name := &yaml.Node{}
	name.SetString(key)
	into.Content = append(into.Content, name, value)
}

// node writes the union in one fixed order, so that the same parts give the same bytes.
func (u *union) node() *yaml.Node {
	root := mapping()
	for _, key := range []string{"openapi", "info", "servers", "security"} {
		if value := u.head[key]; value != nil {
			set(root, key, value)
		}
	}
	slices.SortFunc(u.tags, func(a, b *yaml.Node) int { return strings.Compare(tagName(a), tagName(b)) })
	set(root, "tags", &yaml.Node{Kind: yaml.SequenceNode, Content: u.tags})
	paths := mapping()
	for _, path := range slices.Sorted(maps.Keys(u.paths)) {
		set(paths, path, u.paths[path].ordered(methods))
	}
	set(root, "paths", paths)
	components := mapping()
	for _, kind := range slices.Sorted(maps.Keys(u.components)) {
		set(components, kind, u.components[kind].sorted())
	}
	set(root, "components", components)
	set(root, catalogue, u.errors.sorted())
	set(root, fields, u.fields.sorted())
	bare(root)
	return root
}

func (s section) sorted() *yaml.Node { return s.ordered(slices.Sorted(maps.Keys(s))) }

func (s section) ordered(keys []string) *yaml.Node {
	into := mapping()
	for _, key := range keys {
		if value := s[key]; value != nil {
			set(into, key, value)
		}
	}
	return into
}

func tagName(tag *yaml.Node) string {
	for key, value := range pairs(tag) {
		if key == "name" {
			return value.Value
		}
	}
	return ""
}

// bare drops comments: they speak to the part's author and would wander in the sorted document.
func bare(n *yaml.Node) {
	n.HeadComment, n.LineComment, n.FootComment = "", "", ""
	for _, child := range n.Content {
		bare(child)
	}
}
