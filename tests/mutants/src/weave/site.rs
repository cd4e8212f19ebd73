//! Finds what each mutant changes, and says what stands there instead in the build of all.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::{self, Visit};

use super::text::{Edit, Pieces};
use super::{END, Left, mark, site_mark};
use crate::list::{Genre, Mutant};

/// Goes through a file and takes the mutants whose place it meets.
pub struct Finder<'a> {
    text: &'a str,
    pub at: BTreeMap<(Genre, usize), Vec<&'a Mutant>>,
    twins: &'a BTreeSet<usize>,
    dropped: &'a BTreeSet<usize>,
    pub edits: Vec<Edit>,
    pub left: BTreeMap<usize, Left>,
    pub originals: BTreeMap<usize, String>,
}

impl<'a> Finder<'a> {
    pub fn new(
        text: &'a str,
        at: BTreeMap<(Genre, usize), Vec<&'a Mutant>>,
        twins: &'a BTreeSet<usize>,
        dropped: &'a BTreeSet<usize>,
    ) -> Self {
        let (edits, left, originals) = Default::default();
        Self { text, at, twins, dropped, edits, left, originals }
    }

    /// The mutants of a genre that start at a place and are not left out, after a note of what they change.
    fn take(&mut self, genre: Genre, start: usize, original: Range<usize>) -> Vec<&'a Mutant> {
        let mut taken = self.at.remove(&(genre, start)).unwrap_or_default();
        let words: Vec<&str> = self.text[original].split_whitespace().collect();
        let original: String = words.join(" ").chars().take(100).collect();
        self.originals.extend(taken.iter().map(|mutant| (mutant.id, original.clone())));
        taken.retain(|mutant| !self.dropped.contains(&mutant.id));
        taken
    }

    fn leave(&mut self, mutants: &[&Mutant], why: Left) {
        self.left.extend(mutants.iter().map(|mutant| (mutant.id, why)));
    }

    fn is_twin(&self, mutants: &[&Mutant]) -> bool {
        mutants.iter().any(|mutant| self.twins.contains(&mutant.id))
    }

    /// Puts a construct of mutants in the place of a range.
    fn edit(&mut self, range: Range<usize>, mutants: &[&Mutant], build: impl FnOnce(Pieces) -> Pieces) {
        let pieces = Pieces::default().text(site_mark(mutants.iter().map(|mutant| mutant.id)));
        self.edits.push(Edit { range, pieces: build(pieces).text(END).0 });
    }

    /// `(if is(1) { one } else if is(2) { other } else { as it was })`.
    fn edit_as_choice(
        &mut self,
        range: Range<usize>,
        mutants: &[&Mutant],
        changed: impl Fn(Pieces, &Mutant) -> Pieces,
    ) {
        self.edit(range.clone(), mutants, |mut pieces| {
            pieces = pieces.text("(");
            for mutant in mutants {
                pieces = pieces.text(format!("if {} {{ {}", is(mutant), mark(mutant.id)));
                pieces = changed(pieces, mutant).text(format!("{END} }} else "));
            }
            pieces.text("{ ").source(range).text(" })")
        });
    }

    /// A body that gives another value at once.
    fn body(&mut self, signature: &syn::Signature, block: &syn::Block) {
        let Some(first) = block.stmts.first() else { return };
        let braces = block.brace_token.span;
        let range = braces.open().byte_range().end..braces.close().byte_range().start;
        let mutants = self.take(Genre::FnValue, bytes(first).start, range.clone());
        if mutants.is_empty() {
            return;
        }
        if !is_unnamed(&signature.output) {
            self.edit(range.clone(), &mutants, |pieces| {
                let early = mutants.iter().fold(pieces, |pieces, mutant| {
                    let (is, mark) = (is(mutant), mark(mutant.id));
                    pieces.text(format!("if {is} {{ return {mark}{}{END}; }} ", mutant.replacement))
                });
                early.source(range)
            });
        } else if Returns::are_in(block) {
            self.leave(&mutants, Left::Alone);
        } else {
            // What is leaked is `&mut`, and an iterator of that is none of `&`.
            let (leaked, mutants): (Vec<_>, Vec<_>) =
                mutants.into_iter().partition(|mutant| mutant.replacement.contains("leak("));
            self.leave(&leaked, Left::Unviable);
            // Each value is of a type of its own: all are put into one, each a step deeper.
            self.edit(range.clone(), &mutants, |mut pieces| {
                let (mut open, mut close) = (String::new(), String::new());
                for mutant in &mutants {
                    let (is, mark) = (is(mutant), mark(mutant.id));
                    let value =
                        format!("{open}crate::mutant::Either::A({mark}{}{END}){close}", mutant.replacement);
                    pieces = pieces.text(format!("if {is} {{ return {value}; }} "));
                    open.push_str("crate::mutant::Either::B(");
                    close.push(')');
                }
                pieces.text(format!("{open}{{")).source(range).text(format!("}}{close}"))
            });
        }
    }
}

impl<'ast> Visit<'ast> for Finder<'_> {
    fn visit_item_fn(&mut self, node: &'ast syn::ItemFn) {
        self.body(&node.sig, &node.block);
        visit::visit_item_fn(self, node);
    }

    fn visit_impl_item_fn(&mut self, node: &'ast syn::ImplItemFn) {
        self.body(&node.sig, &node.block);
        visit::visit_impl_item_fn(self, node);
    }

    fn visit_trait_item_fn(&mut self, node: &'ast syn::TraitItemFn) {
        if let Some(block) = &node.default {
            self.body(&node.sig, block);
        }
        visit::visit_trait_item_fn(self, node);
    }

    fn visit_expr_binary(&mut self, node: &'ast syn::ExprBinary) {
        let range = bytes(node);
        let mutants = self.take(Genre::BinaryOperator, bytes(&node.op).start, range.clone());
        if mutants.is_empty() {
        } else if has_let(&node.left) || has_let(&node.right) {
            // No other operator may stand beside a `let`.
            self.leave(&mutants, Left::Unviable);
        } else {
            let (left, right) = (bytes(&*node.left), bytes(&*node.right));
            match (&mutants[..], &node.op) {
                ([mutant], syn::BinOp::And(_) | syn::BinOp::Or(_)) if !self.is_twin(&mutants) => {
                    // `a && b` is `if a { b } else { false }`, and `a || b` is `if !a { b } else { true }`: the other of
                    // both comes of turning round what is asked and what is given.
                    let is = is(mutant);
                    let (equal, given) = match node.op {
                        syn::BinOp::And(_) => ("!=", is.clone()),
                        _ => ("==", format!("!{is}")),
                    };
                    self.edit(range, &mutants, |pieces| {
                        let pieces = pieces.text("(if (").source(left).text(format!(") {equal} {is} {{ "));
                        pieces.source(right).text(format!(" }} else {{ {given} }})"))
                    });
                }
                ([mutant], op) if is_opposite(op) && !self.is_twin(&mutants) => {
                    let is = is(mutant);
                    let text = format!(") != {is})");
                    self.edit(range.clone(), &mutants, |pieces| pieces.text("((").source(range).text(text));
                }
                _ => self.edit_as_choice(range, &mutants, |pieces, mutant| {
                    let op = format!(") {} (", mutant.replacement);
                    let (open, op) =
                        if is_assignment(&node.op) { ("", op.trim_start_matches(')')) } else { ("(", &*op) };
                    pieces.text(open).source(left.clone()).text(op).source(right.clone()).text(")")
                }),
            }
        }
        visit::visit_expr_binary(self, node);
    }

    fn visit_expr_unary(&mut self, node: &'ast syn::ExprUnary) {
        let range = bytes(node);
        let mutants = self.take(Genre::UnaryOperator, range.start, range.clone());
        match &mutants[..] {
            [] => {}
            [mutant] if matches!(node.op, syn::UnOp::Not(_)) && !self.is_twin(&mutants) => {
                let text = format!(") != {})", is(mutant));
                self.edit(range.clone(), &mutants, |pieces| pieces.text("((").source(range).text(text));
            }
            _ => self.edit_as_choice(range, &mutants, |pieces, _| pieces.source(bytes(&*node.expr))),
        }
        visit::visit_expr_unary(self, node);
    }

    fn visit_expr_match(&mut self, node: &'ast syn::ExprMatch) {
        // Where no arm takes all that is left, none may go that takes all of its pattern.
        if !node.arms.iter().any(|arm| arm.guard.is_none() && takes_all(&arm.pat)) {
            for arm in node.arms.iter().filter(|arm| arm.guard.is_none()) {
                let mutants = self.take(Genre::MatchArm, bytes(arm).start, bytes(&arm.pat));
                self.leave(&mutants, Left::Unviable);
            }
        }
        visit::visit_expr_match(self, node);
    }

    fn visit_arm(&mut self, node: &'ast syn::Arm) {
        let whole = bytes(node);
        let pattern = bytes(&node.pat);
        let deleted = self.take(Genre::MatchArm, whole.start, pattern.clone());
        let not_deleted: String = deleted.iter().map(|mutant| format!("!{} ", is(mutant))).collect();
        match &node.guard {
            None if deleted.is_empty() => {}
            None => self
                .edit(pattern.end..pattern.end, &deleted, |pieces| pieces.text(format!(" if {not_deleted}"))),
            Some((_, guard)) => {
                let range = bytes(&**guard);
                let mut mutants = self.take(Genre::MatchArmGuard, range.start, range.clone());
                let mut condition = String::new();
                for mutant in &mutants {
                    let is = is(mutant);
                    let part =
                        if mutant.replacement == "true" { format!("{is} || ") } else { format!("!{is} && ") };
                    condition.push_str(&part);
                }
                mutants.extend(&deleted);
                if has_let(guard) {
                    self.leave(&mutants, Left::Alone);
                } else if !mutants.is_empty() {
                    let before = if deleted.is_empty() { String::new() } else { format!("{not_deleted}&& ") };
                    self.edit(range.clone(), &mutants, |pieces| {
                        pieces.text(format!("{before}({condition}(")).source(range).text("))")
                    });
                }
            }
        }
        visit::visit_arm(self, node);
    }

    fn visit_expr_struct(&mut self, node: &'ast syn::ExprStruct) {
        let fields: Vec<Range<usize>> = node.fields.iter().map(bytes).collect();
        let (mut mutants, mut without) = (Vec::new(), BTreeMap::new());
        for field in &fields {
            for mutant in self.take(Genre::StructField, field.start, field.clone()) {
                without.insert(mutant.id, field.clone());
                mutants.push(mutant);
            }
        }
        if !mutants.is_empty() {
            let range = bytes(node);
            let open = range.start..node.brace_token.span.open().byte_range().end;
            self.edit_as_choice(range, &mutants, |pieces, mutant| {
                let rest = fields.iter().filter(|field| **field != without[&mutant.id]);
                let pieces = rest.fold(pieces.source(open.clone()), |pieces, field| {
                    pieces.source(field.clone()).text(", ")
                });
                match &node.rest {
                    Some(rest) => pieces.text("..").source(bytes(&**rest)).text(" }"),
                    None => pieces.text("}"),
                }
            });
        }
        visit::visit_expr_struct(self, node);
    }
}

/// Whether a function leaves early, not counting closures and functions in it.
#[derive(Default)]
struct Returns(bool);

impl Returns {
    fn are_in(block: &syn::Block) -> bool {
        let mut returns = Self::default();
        returns.visit_block(block);
        returns.0
    }
}

impl<'ast> Visit<'ast> for Returns {
    fn visit_expr_return(&mut self, _: &'ast syn::ExprReturn) {
        self.0 = true;
    }

    fn visit_expr_try(&mut self, _: &'ast syn::ExprTry) {
        self.0 = true;
    }

    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_item(&mut self, _: &'ast syn::Item) {}
}

fn bytes(node: &impl Spanned) -> Range<usize> {
    node.span().byte_range()
}

fn is(mutant: &Mutant) -> String {
    format!("crate::mutant::is({})", mutant.id)
}

fn is_unnamed(output: &syn::ReturnType) -> bool {
    matches!(output, syn::ReturnType::Type(_, output) if matches!(**output, syn::Type::ImplTrait(_)))
}

/// Whether a pattern is `_` or the name of a variable.
fn takes_all(pattern: &syn::Pat) -> bool {
    match pattern {
        syn::Pat::Wild(_) => true,
        syn::Pat::Ident(name) => {
            name.subpat.is_none() && name.ident.to_string().starts_with(|first: char| first.is_lowercase())
        }
        _ => false,
    }
}

/// Whether a condition, or a part of it joined by `&&`, is a `let`.
fn has_let(condition: &syn::Expr) -> bool {
    match condition {
        syn::Expr::Let(_) => true,
        syn::Expr::Binary(binary) => has_let(&binary.left) || has_let(&binary.right),
        _ => false,
    }
}

/// Whether the one mutant of an operator is its opposite: `==` and `!=`, `<=` and `>`.
fn is_opposite(op: &syn::BinOp) -> bool {
    use syn::BinOp::{Eq, Ge, Le, Ne};
    matches!(op, Eq(_) | Ne(_) | Le(_) | Ge(_))
}

fn is_assignment(op: &syn::BinOp) -> bool {
    use syn::BinOp as Op;
    matches!(
        op,
        Op::AddAssign(_)
            | Op::SubAssign(_)
            | Op::MulAssign(_)
            | Op::DivAssign(_)
            | Op::RemAssign(_)
            | Op::BitXorAssign(_)
            | Op::BitAndAssign(_)
            | Op::BitOrAssign(_)
            | Op::ShlAssign(_)
            | Op::ShrAssign(_)
    )
}
