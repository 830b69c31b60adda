"""Do the tests bite? Small changes to the rules, one at a time, each of which some test should notice.

    ./undergrid test --mutants [N] [--seed S]

`operators.py` lists the changes there are, `own_tests.py` says which tests belong to a module, `run.py` tries a sample.
"""
