from hillclimb.content import Block, lesson_blocks, read_pack
from hillclimb.content.examples import fences

from .conftest import TINY

TEXT = """# T

```python
print(1)
```

words between

```output
1
```

~~~python
x = '''
```
'''
~~~
```text
not run
```
```output
belongs to nobody
```
````python
print("```")
````
"""


def test_python_blocks_come_with_the_output_below_them_and_their_line():
    assert lesson_blocks(TEXT) == (
        Block(code="print(1)", output="1", line=4),
        Block(code="x = '''\n```\n'''", output="", line=14),
        Block(code='print("```")', output="", line=25),
    )


def test_a_block_that_is_never_closed_is_told():
    assert [fence.closed for fence in fences("```python\nx = 1\n```\n```python\ny = 2\n")] == [True, False]


def test_the_lessons_of_the_tiny_pack_print_what_they_say(capsys):
    for block in lesson_blocks(read_pack(TINY).pack.lesson("doubling")):
        exec("herd = 2\n" + block.code, {})
        assert capsys.readouterr().out.strip() == block.output
