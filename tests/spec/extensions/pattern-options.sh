# Options of patterns that are not POSIX

#### dotglob: names with a leading dot match
#= bash
mkdir d; touch d/.a d/b
cd d
echo *
shopt -s dotglob
echo *
#> b
#> .a b

#### nocaseglob: names match in upper and lower case
#= bash
mkdir d; touch d/Ab d/aC d/b
shopt -s nocaseglob
echo d/a* d/[B-C]
echo D/a*
#> d/Ab d/aC d/b
#> D/a*

#### nocasematch: case, [[ ]] and replacement
#= bash
shopt -s nocasematch
case FOO in "foo") echo case;; esac
[[ ABC == a?c ]] && echo pattern
[[ aBc =~ ^AB ]] && echo ${BASH_REMATCH[0]}
x=FooBar
echo ${x/foo/Z} ${x//O/-} ${x#foo}
shopt -u nocasematch
[[ ABC == abc ]] || echo off
#> case
#> pattern
#> aB
#> ZBar F--Bar FooBar
#> off

#### globstar: any number of directories
#= bash
mkdir -p d/e/f .h; touch d/x d/e/f/x .h/x; ln -s d l
shopt -s globstar
echo **
echo **/
echo **/x
echo d/**
echo **/**/x
echo "**"
#> d d/e d/e/f d/e/f/x d/x l
#> d/ d/e/ d/e/f/ l/
#> d/e/f/x d/x
#> d/ d/e d/e/f d/e/f/x d/x
#> d/e/f/x d/x
#> **

#### globstar and dotglob
#= bash
mkdir -p .h/e; touch .h/e/x
shopt -s globstar dotglob
echo **/x
#> .h/e/x

#### without globstar ** is *
#= bash
mkdir -p d/e; touch d/e/x
echo **/x
echo ** 
#> **/x
#> d

#### failglob: a pattern without matches is an error
#= bash
(shopt -s failglob; echo nothing*; echo more) 2>/dev/null || echo refused
(shopt -s failglob; for i in nothing*; do echo $i; done; echo more) 2>/dev/null || echo refused
#> refused
#> refused

#### set -o knows them too
set -o dotglob
shopt dotglob
set +o dotglob
shopt -q dotglob || echo off
#> dotglob              on
#> off
